/** `fetch` for large forms: the browser tells how much has gone out only by the older way of asking. */
export function upload(url: string, init: RequestInit, progress: (part: number) => void): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const fail = (why: string) => () => reject(new TypeError(why))
    request.open(init.method ?? 'POST', url)
    request.responseType = 'blob'
    for (const [name, value] of new Headers(init.headers)) request.setRequestHeader(name, value)
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      if (lengthComputable && total > 0) progress(loaded / total)
    }
    request.onload = () => {
      const type = request.getResponseHeader('Content-Type')
      const headers: HeadersInit = type === null ? {} : { 'Content-Type': type }
      resolve(new Response(request.response as Blob, { status: request.status, headers }))
    }
    request.onerror = fail('the hub did not answer')
    request.onabort = fail('given up')
    init.signal?.addEventListener('abort', () => request.abort())
    request.send((init.body as FormData | Blob | null | undefined) ?? null)
  })
}
