import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** Tells the service worker which files make up this build. */
function shellAssets(): Plugin {
  return {
    name: 'shell-assets',
    // Last, as a script that holds nothing but styles is dropped from the bundle on the way.
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const names = Object.keys(bundle).filter((name) => /^assets\/.*\.(js|css|wasm)$/.test(name))
        const list = JSON.stringify(names.sort().map((name) => `/${name}`))
        const build = createHash('sha256').update(list).digest('hex').slice(0, 12)
        const worker = bundle['sw.js']
        if (worker?.type === 'chunk') {
          worker.code = worker.code.replaceAll('SHELL_ASSETS', list).replaceAll('SHELL_BUILD', JSON.stringify(build))
        }
      },
    },
  }
}

/** Lays a gzipped copy beside each file of the app, which the hub hands out as it is. */
function packedAssets(): Plugin {
  return {
    name: 'packed-assets',
    apply: 'build',
    writeBundle({ dir = 'dist' }) {
      const folder = join(dir, 'assets')
      for (const name of readdirSync(folder).filter((name) => /\.(js|css|wasm|svg)$/.test(name))) {
        writeFileSync(join(folder, `${name}.gz`), gzipSync(readFileSync(join(folder, name)), { level: 9 }))
      }
    },
  }
}

export default defineConfig({
  plugins: [vue(), shellAssets(), packedAssets()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
  },
  build: {
    target: 'es2022',
    // The Content-Security-Policy allows fonts and workers from the hub only, not from data: addresses.
    assetsInlineLimit: 0,
    // The preload polyfill would be an inline script.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    rollupOptions: {
      input: { index: 'index.html', sw: 'src/sw.ts' },
      output: {
        // A service worker rules only the paths below its own address, so it stands at the root.
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: {
    host: '127.0.0.1',
    // The program that checks a draw lies with the documents, and the screens hand it out.
    fs: { allow: ['..'] },
    proxy: {
      '/api': process.env.KAOWU_HUB ?? 'http://127.0.0.1:8080',
      '/socket.io': { target: process.env.KAOWU_HUB ?? 'http://127.0.0.1:8080', ws: true },
    },
  },
  test: {
    include: ['tests/**/*.test.ts'],
    environment: 'node',
    restoreMocks: true,
    // All of the machine's cores: the rest of a test run waits, or runs in the time that others leave.
    pool: 'threads',
    maxWorkers: '100%',
    // What a test waits for, it is told; how long it takes is the machine's affair.
    testTimeout: 60_000,
    setupFiles: ['tests/patience.ts'],
    expect: { poll: { timeout: 45_000 } },
  },
})
