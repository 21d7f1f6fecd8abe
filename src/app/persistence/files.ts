/** Lets a person save a text as a file; nothing leaves the page. */
export function saveAsFile(fileName: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = fileName;
  anchor.click();
  URL.revokeObjectURL(address);
}

/** Scenario files are at most 1 MB; a larger file is not even read. */
export const fileBytesMax = 1_000_000;

export async function readTextFile(file: File): Promise<string | null> {
  return file.size > fileBytesMax ? null : file.text();
}

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
