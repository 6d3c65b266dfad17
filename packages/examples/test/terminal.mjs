// Loaded before a script that is to believe that somebody looks at its output.
Object.assign(process.stdout, { isTTY: true, columns: 100, rows: 50, getColorDepth: () => 1 });
