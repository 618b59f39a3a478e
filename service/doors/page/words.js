// The words of the interface, in its three languages. Documents keep their own.

const WORDS = {
  skip: ["Skip to the content", "跳到內容", "跳到内容"],
  sections: ["Sections", "分頁", "分页"],
  interface: ["Interface language", "介面語言", "界面语言"],
  ask: ["Ask", "提問", "提问"],
  documents: ["Documents", "文件", "文件"],
  headline: ["Ask the documents.", "向文件提問", "向文件提问"],
  promise: [
    "Short answers, each one proven by the exact paragraph it comes from. Where the documents do not say, neither does Pincite.",
    "答案簡短，每一句都附上所據的段落。文件沒有說的，這裏也不會說。",
    "答案简短，每一句都附上所据的段落。文件没有说的，这里也不会说。",
  ],
  answersFrom: ["Answers come from", "答案取自", "答案取自"],
  question: ["Your question", "你的問題", "你的问题"],
  placeholder: [
    "When, how much, how many, who, where…",
    "可問何時、多少、何人、何地……",
    "可问何时、多少、何人、何地……",
  ],
  send: ["Ask", "提問", "提问"],
  stop: ["Stop", "停止", "停止"],
  newTalk: ["New conversation", "新對話", "新对话"],
  looking: ["Looking through the documents…", "正在查閱文件……", "正在查阅文件……"],
  stopped: ["Stopped.", "已停止。", "已停止。"],
  answered: ["The answer is here.", "已有答案。", "已有答案。"],
  sources: ["Sources", "出處", "出处"],
  open: ["Open the paragraph", "打開段落", "打开段落"],
  openN: ["Source {}: open the paragraph", "出處 {}：打開段落", "出处 {}：打开段落"],
  copyFootnote: ["Copy as footnote", "複製為註腳", "复制为脚注"],
  copied: ["Copied", "已複製", "已复制"],
  notCopied: ["Could not copy", "未能複製", "未能复制"],
  facts: ["Facts", "資料", "数据"],
  kind: ["Kind", "類別", "类别"],
  printed: ["As printed", "原文", "原文"],
  value: ["Value", "數值", "数值"],
  qualifier: ["Qualified", "限定", "限定"],
  subject: ["About", "有關", "有关"],
  about: ["about", "約", "约"],
  elsewhere: ["Also said elsewhere", "其他地方的說法", "其他地方的说法"],
  same: ["the same", "相同", "相同"],
  differs: ["differs", "不同", "不同"],
  earlier: ["earlier", "較早", "较早"],
  later: ["later", "較後", "较后"],
  nearest: ["Nearest paragraphs", "最接近的段落", "最接近的段落"],
  moreFound: ["Other paragraphs found", "其他找到的段落", "其他找到的段落"],
  confidence: ["Confidence {} %", "把握 {}%", "把握 {}%"],
  notAnswered: ["Not in the documents", "文件沒有答案", "文件没有答案"],
  restatement: ["Restatement, not the published text", "重述本，並非原文", "重述本，并非原文"],
  restatesNote: [
    "These are restatements: the same figures, dates and names in other words. For the exact wording, go to the original.",
    "以下為重述本：數字、日期、名稱相同，文句不同。如需原文，請查閱原文件。",
    "以下为重述本：数字、日期、名称相同，文句不同。如需原文，请查阅原文件。",
  ],
  asOf: ["as at {}", "截至{}", "截至{}"],
  undated: ["undated", "無日期", "无日期"],
  paragraphs: ["{} paragraphs", "{} 段", "{} 段"],
  factCount: ["{} facts", "{} 項資料", "{} 项数据"],
  oneNote: ["Notes from reading: {}", "讀取時的備註：{}", "读取时的备注：{}"],
  read: ["Read", "閱讀", "阅读"],
  readWhole: ["Read the whole document", "閱讀全文", "阅读全文"],
  permanent: ["Permanent link", "固定連結", "固定链接"],
  counterpart: ["In the other language", "另一語文版本", "另一语文版本"],
  close: ["Close", "關閉", "关闭"],
  paragraph: ["Paragraph", "段落", "段落"],
  loading: ["Loading…", "載入中……", "载入中……"],
  empty: [
    "There are no documents yet. On the machine that runs Pincite, “pincite add FILE” adds some.",
    "尚未有文件。可在運行 Pincite 的電腦上以「pincite add 檔案」加入。",
    "尚未有文件。可在运行 Pincite 的计算机上以“pincite add 文件”加入。",
  ],
  indexing: ["The documents are being indexed: {}.", "正在建立索引：{}。", "正在建立索引：{}。"],
  failed: ["That did not work.", "未能完成。", "未能完成。"],
  offline: ["The service cannot be reached.", "未能連接服務。", "未能连接服务。"],
  again: ["Try again", "再試一次", "再试一次"],
  contents: ["Contents", "目錄", "目录"],
  allDocuments: ["All documents", "所有文件", "所有文件"],
  "at least": ["at least", "不少於", "不少于"],
  "more than": ["more than", "超過", "超过"],
  "up to": ["up to", "最多", "最多"],
  "less than": ["less than", "少於", "少于"],
  "at the earliest": ["at the earliest", "最快", "最快"],
  before: ["before", "之前", "之前"],
  by: ["by", "不遲於", "不迟于"],
  after: ["after", "之後", "之后"],
  within: ["within", "之內", "之内"],
  from: ["from", "由……起", "由……起"],
  nearly: ["nearly", "接近", "接近"],
  cumulative: ["cumulative", "累計", "累计"],
  planned: ["planned", "預計", "预计"],
  date: ["date", "日期", "日期"],
  money: ["money", "款額", "款额"],
  percentage: ["percentage", "百分比", "百分比"],
  count: ["count", "數目", "数目"],
  quantity: ["quantity", "數量", "数量"],
  ratio: ["ratio", "比率", "比率"],
  duration: ["duration", "時長", "时长"],
  change: ["change", "變化", "变化"],
  organisation: ["organisation", "機構", "机构"],
  person: ["person", "人物", "人物"],
  place: ["place", "地點", "地点"],
  scheme: ["scheme", "計劃", "计划"],
  title: ["title", "名稱", "名称"],
};

const COLUMNS = { en: 0, "zh-Hant": 1, "zh-Hans": 2 };
const KEY = "pincite.language";

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // Storage may be switched off.
  }
}

function preferred() {
  for (const tag of navigator.languages || []) {
    const low = tag.toLowerCase();
    if (low.startsWith("zh")) return /hans|cn|sg/.test(low) ? "zh-Hans" : "zh-Hant";
    if (low.startsWith("yue")) return "zh-Hant";
    if (low.startsWith("en")) return "en";
  }
  return "en";
}

let current = stored() in COLUMNS ? stored() : preferred();

export function language() {
  return current;
}

export function setLanguage(tag) {
  current = tag;
  try {
    localStorage.setItem(KEY, tag);
  } catch {
    // Then it holds until the page is closed.
  }
}

/** The word in the interface's language; `{}` in it becomes the value. An unknown key is shown as it is. */
export function word(key, value = "") {
  return key in WORDS ? WORDS[key][COLUMNS[current]].replace("{}", value) : key;
}

/** Which of the keys lack a language; for the tests. */
export function missing(keys = Object.keys(WORDS)) {
  return keys.filter((key) => !(key in WORDS) || WORDS[key].length !== 3 || WORDS[key].some((text) => !text));
}
