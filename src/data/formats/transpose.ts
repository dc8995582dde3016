/** Exchanges the rows and columns of each of many images [n, rows, columns]: a copy [n, columns, rows]. */
export function transpose(images: Uint8Array, rows: number, columns: number): Uint8Array {
  const turned = new Uint8Array(images.length);
  const size = rows * columns;
  for (let start = 0; start < images.length; start += size) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        turned[start + column * rows + row] = images[start + row * columns + column];
      }
    }
  }
  return turned;
}
