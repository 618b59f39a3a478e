// The text of a draft's file: txt, md, and the paragraphs of a docx.

export async function draftText(file) {
  if (/\.docx$/i.test(file.name)) throw new Error("not yet");
  return file.text();
}
