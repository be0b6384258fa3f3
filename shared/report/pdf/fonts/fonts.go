// Package fonts holds the fonts of reports as a part of the program that links
// it: those for one computer, and tests.
//
// In the cloud the folder layer, as it is, is the Lambda layer beside the
// functions that write reports; nothing but fonts and their licences belongs in
// it.
package fonts

import (
	"embed"
	"io/fs"
)

//go:embed layer/*.woff
var embedded embed.FS

// Files are the fonts, by the names of their files.
var Files = layer()

func layer() fs.FS {
	files, err := fs.Sub(embedded, "layer")
	if err != nil {
		panic(err) // the name is a good one
	}
	return files
}
