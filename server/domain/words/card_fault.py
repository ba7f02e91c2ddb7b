"""Words of reconciliation: what each fault of a room's cards is called, what is said of it and what to do now."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from server.domain.words.entry import Words


@dataclass(frozen=True, slots=True)
class FaultWords:
    """One kind of fault: its name, what is against what was expected, and what to do now, in both languages.

    What stands in braces is filled by ``server.domain.reading.said``.
    """

    kind: str
    kind_en: str
    says: str
    fix: str
    says_en: str
    fix_en: str


FAULTS: Mapping[str, FaultWords] = MappingProxyType(
    {
        "duplicate-same": FaultWords(
            "准考证号重复，答案相同",
            "number read twice, same answers",
            "{place}{rows}：准考证号 {number} 出现 {n} 次，答案相同；一个号码应只有一张卡{likely}",
            "多为同一张卡读了两次：当面数卡；只有一张的，保留一行，其余作废；确有两张的，看座次表，改正号码",
            "{place_en}, {rows_en}: number {number} is there {n} times, answers the same; one is due{likely_en}",
            "Most likely one card fed twice: count the cards. One card: keep one row. Two: mend the number by the list",
        ),
        "duplicate-different": FaultWords(
            "准考证号重复，答案不同",
            "number read twice, different answers",
            "{place}{rows}：准考证号 {number} 出现 {n} 次，答案不同；一个号码应只有一张卡{likely}",
            "取出这几张卡，与座次表核对；改正填错号码的那张，写明依据，由另一人确认",
            "{place_en}, {rows_en}: number {number} is there {n} times, answers differ; one card is due{likely_en}",
            "Take out the cards, compare with the seat list, mend the wrong number; another person confirms",
        ),
        "unknown-number": FaultWords(
            "准考证号不在名单",
            "number not on the list",
            "{place}{rows}：准考证号 {number} 不在本场名单；应是名单中的号码{likely}",
            "取出这张卡，与座次表核对；填错的改正号码，不是本场的卡移出，由另一人确认",
            "{place_en}, {rows_en}: number {number} is not on this session's list{likely_en}",
            "Take out the card, compare with the seat list; mend the number or set it aside; another person confirms",
        ),
        "other-session": FaultWords(
            "其他场次的答题卡",
            "card of another session",
            "{place}{rows}：准考证号 {number} 是{other}的考生；应是本场的考生{likely}",
            "取出这张卡：是本场考生填错的，改正号码；确是其他场次的，移出并交回那一场的卡袋",
            "{place_en}, {rows_en}: number {number} belongs to {other}, not to this one{likely_en}",
            "Take out the card: mend the number, or set it aside and return it to the other session's bag",
        ),
        "blank-digit": FaultWords(
            "准考证号漏涂",
            "blank digit in the number",
            "{place}{rows}：准考证号读作 {number}，{columns}；每列应填涂一个数字{likely}",
            "取出这张卡，按手写号码和座次表补号，写明依据，由另一人确认",
            "{place_en}, {rows_en}: the number reads {number}, {columns_en}; one mark is due{likely_en}",
            "Take out the card, give it its number by the written one and the seat list; another person confirms",
        ),
        "multi-digit": FaultWords(
            "准考证号重涂",
            "two marks in a column of the number",
            "{place}{rows}：准考证号读作 {number}，{columns}；每列应填涂一个数字{likely}",
            "取出这张卡，按手写号码和座次表改正号码，写明依据，由另一人确认",
            "{place_en}, {rows_en}: number reads {number}, {columns_en}; one mark is due{likely_en}",
            "Take out the card, give it its number by the written one and the seat list; another person confirms",
        ),
        "unsure-digit": FaultWords(
            "准考证号读不准",
            "number not read for sure",
            "{place}{rows}：准考证号读作 {number}，{columns}；应读出每一位{likely}",
            "重新读这张卡；仍读不准的，按手写号码和座次表补号，由另一人确认",
            "{place_en}, {rows_en}: the number reads {number}, {columns_en}{likely_en}",
            "Read the card again; if it stays unsure, give the number by the seat list; another person confirms",
        ),
        "swapped": FaultWords(
            "号码或座位互换",
            "numbers or seats swapped",
            "{place}{rows}：{swap}；号码、座位和姓名应与座次表一致",
            "取出这几张卡，看手写姓名、笔迹和座次表签名，判明互换的是号码还是座位，写明依据，由另一人确认",
            "{place_en}, {rows_en}: {swap_en}; number, seat and name are due as on the seat list",
            "Take out these cards, compare names, handwriting and seat list; settle what was swapped; another confirms",
        ),
        "seat-differs": FaultWords(
            "座位与号码不符",
            "seat and number do not fit",
            "{place}{rows}：准考证号 {number} 应在 {own}，卡上是 {stated}{likely}",
            "取出这张卡，与座次表核对；号码填错的改正号码，只是座位填错的确认号码无误，由另一人确认",
            "{place_en}, {rows_en}: number {number} sits at {own_en}, the card says {stated_en}{likely_en}",
            "Take out the card, compare with the seat list; mend the number or confirm it; another person confirms",
        ),
        "wrong-room": FaultWords(
            "混入其他考场的卡",
            "card of another room",
            "{rows}：准考证号 {number} 应在 {own}，卡却在 {lies}{likely}",
            "取出这张卡：是放错卡袋的，确认号码无误并放回原袋；是填错号码的，改正号码，由另一人确认",
            "{rows_en}: number {number} sits at {own_en}, but its card lies in {lies_en}{likely_en}",
            "Take out the card: return it to its bag, or mend the number; another person confirms",
        ),
        "absent-has-card": FaultWords(
            "缺考考生有作答卡",
            "an absent candidate has an answered card",
            "{place}{rows}：准考证号 {number} 在记录单上是缺考，却有一张答了 {answered} 题的卡{likely}",
            "核对考场情况记录单、座次表签名和录像：到考的改正记录单，填错号码的改正号码，由另一人确认",
            "{place_en}, {rows_en}: {number} is absent on record, yet a card has {answered} answers{likely_en}",
            "Check record sheet, seat list and video: mend the record or the number; another person confirms",
        ),
        "present-no-card": FaultWords(
            "实考考生无卡",
            "no card of a candidate who was present",
            "{place} {seat}：准考证号 {number} 实考，却没有读到卡；应有 1 张{bag}",
            "在卡袋、读卡机出口和相邻考场找卡：找到的补读，污损的两人录入，确系缺考的改正记录单",
            "{place_en}, {seat_en}: {number} was present but no card was read; one is due{bag_en}",
            "Search bag, reader and neighbouring rooms: read it, key it in by two people, or mend the record sheet",
        ),
        "absent-no-card": FaultWords(
            "缺考考生的卡不在袋中",
            "an absent candidate's card is not there",
            "{place} {seat}：准考证号 {number} 缺考，按规定应有填涂缺考的卡，没有读到",
            "在卡袋中找这张缺考卡补读；没有的，确认没有缺考卡，由另一人确认",
            "{place_en}, {seat_en}: {number} was absent; a card marked absent is due, none was read",
            "Find the card and read it, or confirm that there is none; another person confirms",
        ),
        "absent-mark-differs": FaultWords(
            "缺考标记与记录单不符",
            "absent mark and record sheet differ",
            "{place}{rows}：准考证号 {number} {marked}，记录单上是{recorded}；两者应一致",
            "核对考场情况记录单、座次表签名和录像，改正有误的一方，由另一人确认",
            "{place_en}, {rows_en}: the card of {number} is {marked_en}, the record sheet says {recorded_en}",
            "Check record sheet, seat list and video, mend the one that is wrong; another person confirms",
        ),
        "misconduct-differs": FaultWords(
            "违纪标记与记录单不符",
            "misconduct mark and record sheet differ",
            "{place}{rows}：准考证号 {number} {marked}，记录单上{recorded}；两者应一致",
            "核对考场情况记录单和违纪记录，改正有误的一方，由另一人确认",
            "{place_en}, {rows_en}: the card of {number} is {marked_en}, the record sheet has {recorded_en}",
            "Check the record sheet and the violation record, mend the one that is wrong; another person confirms",
        ),
        "no-record-sheet": FaultWords(
            "缺考名单未录入",
            "the absentees are not on record",
            "{place}：有 {n} 名考生没有作答卡，缺考名单还没有录入，无法核对：{numbers}",
            "先录入本考场的考场情况记录单",
            "{place_en}: {n} candidates without an answered card, absentees not on record yet: {numbers}",
            "Enter this room's record sheet first",
        ),
        "missing-room": FaultWords(
            "整个考场没有读卡",
            "no card of a whole room",
            "{place}：应有 {n} 张卡，一张也没有读到",
            "找到这个考场的答题卡袋，清点后读卡；已读的，把读卡文件补交上来",
            "{place_en}: {n} cards are due, not one was read",
            "Find this room's card bag, count and read it; if it was read, hand in the file",
        ),
        "room-incomplete": FaultWords(
            "考场只读了一部分",
            "a room read in part only",
            "{place}：应有 {expected} 张卡，只读到 {found} 张，缺 {n} 张：{numbers}",
            "清点卡袋，把没有读的卡补读；已读的，把读卡文件补交上来",
            "{place_en}: {expected} cards are due, {found} were read, {n} are lacking: {numbers}",
            "Count the bag and read what is left, or hand in the file that lacks",
        ),
        "blank-card": FaultWords(
            "实考考生的卡空白",
            "blank card of a candidate who was present",
            "{place}{rows}：准考证号 {number} 实考，{n} 题全部没有读到填涂；应有作答",
            "看这张卡：确实空白的，确认空白；填涂太淡、用错笔或放反的，重新读卡或两人录入",
            "{place_en}, {rows_en}: {number} was present, but not one of {n} questions has a mark",
            "Look at the card: confirm that it is blank, read it again, or key it in by two people",
        ),
        "many-multi": FaultWords(
            "重涂过多",
            "too many illegal multi-marks",
            "{place}{rows}：准考证号 {number} 有 {found} 题重涂，{limit} 题以上须看卡",
            "看这张卡：确实重涂的，确认；脏污、折痕或擦不净造成的，重新读卡或两人录入",
            "{place_en}, {rows_en}: {number} has {found} multi-marked questions; from {limit} on, look at the card",
            "Look at the card: confirm the marks, read it again, or key it in by two people",
        ),
        "unsure-answer": FaultWords(
            "有题读不准",
            "answers not read for sure",
            "{place}{rows}：准考证号 {number} 有 {found} 题读不准：{questions}",
            "看这张卡，按卡面录入这几题，由另一人确认",
            "{place_en}, {rows_en}: {number} has {found} answers not read for sure: {questions}",
            "Look at the card and key in these answers; another person confirms",
        ),
        "wrong-subject": FaultWords(
            "科目不符",
            "wrong subject",
            "{place}{rows}：{who}卡上的科目是 {found}，应为 {expected}",
            "停下，核对卡袋标签：填错科目代码的，改正；装错卡袋的，移出并报告评卷组长",
            "{place_en}, {rows_en}: {who_en} subject on the card is {found}, {expected} is due",
            "Stop and check the bag's label: mend a wrongly filled code, or set the cards aside and report",
        ),
        "wrong-paper": FaultWords(
            "卷型不符",
            "paper form differs",
            "{place}{rows}：{who}卷型读作“{found}”，应为 {expected}",
            "看这张卡和试卷袋，按卡面或座次表补卷型，由另一人确认",
            "{place_en}, {rows_en}: {who_en} paper form reads {found_en}, {expected_en} is due",
            "Look at card and paper bag, give the form; another person confirms",
        ),
        "re-read": FaultWords(
            "重复读卡",
            "a room read again",
            "{place}：已读过的考场又读了一次（{n} 处不同：{cells}）；重新读卡须经负责领导批准",
            "先由负责领导批准；逐处核对后，决定采用新读的还是保留原来的，由另一人确认",
            "{place_en}: the room was read already and read again ({n} differences: {cells}); this needs approval",
            "Have the responsible leader approve it, look at each difference, take the new or keep the old reading",
        ),
        "room-twice": FaultWords(
            "考场的卡在文件中出现两遍",
            "a room's cards twice in one file",
            "{place}：文件{rows}与{first}答案相同，是同一批卡又读了一遍（{n} 张）；一个考场在文件中应只有一遍",
            "当面数卡，确认只有一叠；保留先读的一遍，由另一人确认，后一遍已不计入。确有两叠的，重新读卡后送来新文件，负责人批准采用后本问题自行消除",
            "{place_en}, {rows_en}: the same cards as {first_en}, read again ({n}); a file should have a room once",
            "Count the cards: one pile. Keep the first reading, another person confirms; the second is not counted. If"
            " there are two piles, read them again and hand in the new file; once a leader has taken it this is over",
        ),
        "wrong-plan": FaultWords(
            "不是本场考试的卡",
            "cards of another exam",
            "文件中 {total} 张卡有 {n} 张的准考证号不在名单，整份没有采用",
            "核对文件、计划和场次；交错文件的，换成本场的文件；名单有误的，先改正名单",
            "{n} of the file's {total} cards have numbers that are not on the list; nothing was taken",
            "Check file, plan and session; hand in the right file, or mend the list first",
        ),
        "two-cards": FaultWords(
            "每人两张答题卡，不能核对",
            "two cards of each candidate cannot be reconciled",
            "试卷规定是每名考生 {n} 张答题卡；读卡只能核对每人一张，不核对平、不计分、不发布",
            "每人确实一张的，在“考务办公室 › 计划 › 试卷规定”把“每名考生答题卡”改为 1；"
            "确实两张的，用省市中心的阅卷系统计分",
            "The policies say {n} answer cards of each; only one each can be reconciled, marked and released",
            "One each: set it to 1 under Office, Plan, Policies; two each: mark them in the centre's own system",
        ),
        "pass-differs": FaultWords(
            "两次读卡不一致",
            "the two readings differ",
            "{place}{rows}：准考证号 {number} 两次读卡有 {n} 处不同：{cells}",
            "看这张卡，按卡面确定每一处，由另一人确认",
            "{place_en}, {rows_en}: the two readings of {number} differ in {n} places: {cells}",
            "Look at the card and settle each place by it; another person confirms",
        ),
        "room-read-once": FaultWords(
            "第二遍没有读这个考场",
            "the second reading lacks this room",
            "{place}：第一遍读入 {n} 张卡，第二遍一张也没有；计划要求再读一遍，还没有读够",
            "把这个考场再读一遍，交来第二遍的文件；机器读不了的（如卡片撕裂），以第一遍为准，写明原因，由另一人确认",
            "{place_en}: {n} cards were read once; the second reading that the plan wants has none of them",
            "Read the room again and hand in the file; where no machine can, let the first stand; another confirms",
        ),
        "check-differs": FaultWords(
            "抽查不符",
            "random check differs",
            "{place}{rows}：第 {check} 次抽查，准考证号 {number} 的卡面与读卡结果不符{noted}",
            "取出这张卡，逐题与读卡结果对照；读错的按卡面录入，确无差别的选“核对无误”，由另一人确认",
            "{place_en}, {rows_en}: in check {check} the card of {number} does not show what was read{noted_en}",
            "Take out the card, compare question by question; key in what it shows, or state that it is right",
        ),
        "count-bag": FaultWords(
            "读卡张数与卡袋不符",
            "cards read and cards in the bag differ",
            "{place}：卡袋应有 {expected} 张，读到 {found} 张，{off}",
            "停下，由验卡员当监督员的面重新清点卡袋，找到差的卡或改正清点数，再结束本考场",
            "{place_en}: {expected} cards in the bag, {found} read, {off_en}",
            "Stop; the checker counts again before the monitor, finds the card or mends the count",
        ),
        "count-absent": FaultWords(
            "缺考人数与名单不符",
            "number of absentees and their list differ",
            "{place}：清点缺考 {expected} 人，记录单列出 {found} 人",
            "核对考场情况记录单，改正人数或名单",
            "{place_en}: {expected} counted absent, the record sheet lists {found}",
            "Check the record sheet, mend the count or the list",
        ),
        "complete": FaultWords(
            "本场答题卡已交齐",
            "all cards are handed in",
            "本场的答题卡已全部送到并读入",
            "确认没有未读的卡袋；确认后，仍没有读卡的考场按缺卡处理",
            "All cards of this session have been handed in and read",
            "Make sure that no bag is left unread; once confirmed, a room without cards is missing",
        ),
        "aside": FaultWords(
            "不用这份文件",
            "leave this file out",
            "读卡文件“{name}”（{n} 张卡）没有一张算数，提出整份不用",
            "看清是哪份文件，由另一人确认；文件本身保留备查，拿错了可以重新指定",
            "No card of {name} ({n} cards) counts; it is proposed to leave the whole file out",
            "Look which file it is; another person confirms. The file stays on record and may be assigned again",
        ),
        "correction": FaultWords(
            "更正",
            "correction",
            "{place}{rows}：准考证号 {number} 的卡，读入的与卡面不同",
            "取出这张卡，按卡面更正，写明依据，由另一人确认；已发布的须更正发布",
            "{place_en}, {rows_en}: the card of {number} was read otherwise than it shows",
            "Take out the card, correct it by what it shows, with the grounds; another person confirms; release again",
        ),
    }
)

#: What may be done about a fault: Chinese, English.
RESOLUTIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "change-policy": ("改试卷规定", "change the policies"),
        "give-number": ("改正准考证号", "give the card its number"),
        "keep-number": ("号码无误", "the number is right"),
        "keep-one": ("保留一张，其余不计", "keep one, set the rest aside"),
        "swap-numbers": ("换回号码", "give each the other's number"),
        "set-aside": ("移出，不计", "set the card aside"),
        "hand-entry": ("两人录入", "key the card in"),
        "re-scan": ("补读或重读", "read the card again"),
        "confirm-blank": ("确认空白", "confirm that it is blank"),
        "confirm-marks": ("确认重涂", "confirm the marks"),
        "confirm-absent": ("确认缺考", "confirm absent"),
        "confirm-present": ("确认实考", "confirm present"),
        "confirm-none": ("确认没有缺考卡", "confirm that there is no card"),
        "confirm-misconduct": ("确认违纪", "confirm the misconduct"),
        "confirm-no-misconduct": ("确认没有违纪", "confirm that there was none"),
        "record-sheet": ("录入考场情况记录单", "enter the record sheet"),
        "give-answers": ("按卡面录入", "key in what the card shows"),
        "give-subject": ("改正科目", "mend the subject"),
        "give-paper": ("补卷型", "give the paper form"),
        "recount": ("重新清点", "count again"),
        "lost": ("登记卡片遗失", "record the card as lost"),
        "take-new": ("采用新读的", "take the new reading"),
        "keep-old": ("保留原来的", "keep the old reading"),
        "drop-file": ("不用这份文件", "leave this file out"),
        "send-again": ("重新导出并提交", "export and hand in again"),
        "accept": ("核对无误", "checked and right"),
        "first-alone": ("以第一遍为准", "let the first reading stand"),
        "all-read": ("本场的卡已交齐", "all cards are handed in"),
    }
)

#: The equations of reading (``domain`` 3.3, 9 and 10): Chinese, English.
EQUATIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "people": ("应考 = 实考 + 缺考", "expected = present + absent"),
        "bag": ("读卡 + 录入 = 卡袋", "read + keyed in = in the bag"),
        "distinct": ("不重复的号码 = 读到的卡", "distinct numbers = cards read"),
        "listed": ("读到的号码都在名单", "every number read is on the list"),
        "cards": ("名单中应有卡的都有卡", "everybody due has a card"),
        "absent": ("读卡的缺考 = 记录单的缺考", "absent by cards = absent on record"),
        "misconduct": ("读卡的违纪 = 记录单的违纪", "misconduct by cards = on record"),
        "rows": ("文件的数据行 = 各考场读卡合计", "rows of the files = cards of the rooms"),
        "site": ("各份文件合计 = 实考 + 缺考合计", "sum of the files = sum of those due"),
    }
)

WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "resolution-unfit": Words(
            "“{found}”不能用于“{kind}”",
            "从这个问题列出的处理办法中选择：{allowed}",
            "{found_en} is no way to settle: {kind_en}",
            "Choose one of: {allowed_en}",
        ),
        "resolution-lacks": Words(
            "“{found}”没有写明{lacks}",
            "写明后再提交",
            "{found_en} does not state {lacks_en}",
            "State it and hand it in again",
        ),
        "resolution-number": Words(
            "准考证号 {number} 不在本场名单",
            "改正的号码须是本场名单中的号码",
            "Number {number} is not on this session's list",
            "Give a number of this session's list",
        ),
        "resolution-taken": Words(
            "准考证号 {number} 已有一张卡（{row} 行）",
            "先处理那一张，或改用没有卡的号码",
            "Number {number} has a card already (row {row})",
            "Settle that card first, or give a number that has none",
        ),
        "resolution-row": Words(
            "第 {row} 行不在这个问题之中",
            "选择这个问题列出的行",
            "Row {row} is none of this fault's",
            "Choose a row of this fault",
        ),
        "resolution-answers": Words(
            "录入了 {found} 题，应为 {expected} 题，每题为空白或 A 到 H 的字母",
            "按卡面逐题录入",
            "{found} answers keyed in, {expected} are due, each blank or letters from A to H",
            "Key in what the card shows, question by question",
        ),
    }
)
