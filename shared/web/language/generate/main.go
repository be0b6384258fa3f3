// Command generate turns the files of words into static Go tables, stamps new
// translations and says what is missing, stale or wrong.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	todo := flag.String("todo", "", "print what a `language` lacks or has stale, and write nothing")
	folder := flag.String("text", "text", "the `folder` of the words; tables.go stands beside it")
	flag.Parse()
	if err := run(*folder, *todo); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(folder, todo string) error {
	sheets, err := readAll(folder)
	if err != nil {
		return err
	}
	if todo != "" {
		return printTodo(os.Stdout, sheets, todo)
	}
	stamp(sheets)
	wrong := check(sheets)
	for _, f := range wrong {
		fmt.Fprintln(os.Stderr, f)
	}
	if blocked(wrong) {
		return fmt.Errorf("nothing was written; mend the faults above first")
	}
	files, err := render(sheets)
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			return fmt.Errorf("writing the tables: %w", err)
		}
	}
	return nil
}
