// Command offline scores a self-assessment on this computer alone; see
// package shared/command/offline for its commands.
package main

import (
	"io/fs"
	"os"

	"github.com/mtcr-outreach/self-assessment/questionnaires"
	"github.com/mtcr-outreach/self-assessment/shared/command"
	"github.com/mtcr-outreach/self-assessment/shared/command/offline"
	"github.com/mtcr-outreach/self-assessment/shared/report/pdf/fonts"
)

func main() {
	world := offline.World{
		Content:   questionnaires.Files,
		Fonts:     fonts.Files,
		Dir:       func(name string) fs.FS { return os.DirFS(name) },
		WriteFile: func(name string, data []byte) error { return os.WriteFile(name, data, 0o644) },
		MakeDir:   func(name string) error { return os.MkdirAll(name, 0o755) },
	}
	os.Exit(offline.Program(world).Run(command.IO{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
		Colour: colour(), ReadFile: os.ReadFile,
	}, os.Args[1:]))
}

// colour reports whether standard output is a terminal and colour is welcome
// (no-color.org).
func colour() bool {
	info, err := os.Stdout.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("NO_COLOR") == ""
}
