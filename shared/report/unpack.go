package report

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
)

// Limits on a sealed package, far above any that this program writes. They keep
// what reading one takes below 64 MiB.
const (
	MaxPackage = 8 << 20 // bytes
	maxPacked  = 200     // files
	maxValues  = 100_000 // values in one JSON file
)

// Differs lists all that is wrong with a sealed package.
type Differs []string

func (d Differs) Error() string {
	return "the sealed package is not whole:\n" + strings.Join(d, "\n")
}

// unpack reads the files of a zip that this program could have written, and
// nothing else: no compression, no folder, no path that leads elsewhere, no
// name twice, no byte beside the files.
func unpack(data []byte) (*zip.Reader, map[string][]byte, error) {
	if len(data) > MaxPackage {
		return nil, nil, Differs{fmt.Sprintf("it is larger than %d MiB", MaxPackage>>20)}
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, nil, Differs{"it is not a zip file, or was cut off: " + err.Error()}
	}
	if len(z.File) > maxPacked {
		return nil, nil, Differs{fmt.Sprintf("it holds %d files; at most %d belong to a package", len(z.File), maxPacked)}
	}
	files := map[string][]byte{}
	room := uint64(len(data))
	var wrong Differs
	for _, f := range z.File {
		switch {
		case !decent(f.Name):
			wrong = append(wrong, fmt.Sprintf("%.100q: this is no name of a file in a package", f.Name))
		case files[f.Name] != nil:
			wrong = append(wrong, f.Name+": it stands twice")
		case f.Method != zip.Store || f.Flags&1 != 0 || f.CompressedSize64 != f.UncompressedSize64:
			wrong = append(wrong, f.Name+": it is compressed or encrypted; verify the package as it was downloaded")
		case f.UncompressedSize64 > room:
			wrong = append(wrong, f.Name+": it claims to be larger than the package")
		default:
			room -= f.UncompressedSize64
			content, err := readAll(f)
			if err != nil {
				wrong = append(wrong, f.Name+": it cannot be read: "+err.Error())
			} else if path.Ext(f.Name) == ".json" && values(content) > maxValues {
				wrong = append(wrong, fmt.Sprintf("%s: it holds more than %d values", f.Name, maxValues))
			}
			files[f.Name] = content
		}
	}
	if wrong != nil {
		return nil, nil, wrong
	}
	return z, files, nil
}

// readAll reads one file whole; never nil without an error.
func readAll(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return []byte{}, err
	}
	content := make([]byte, f.UncompressedSize64)
	if _, err = io.ReadFull(r, content); err == nil {
		_, err = io.ReadFull(r, make([]byte, 1)) // the end, where the checksum is looked at
	}
	if err == io.EOF {
		err = nil
	}
	return content, err
}

// decent reports whether a name is one that this program gives.
func decent(name string) bool {
	return fs.ValidPath(name) && name != "." && len(name) <= 200 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") == ""
}

// values counts the commas and colons of a JSON text outside its strings: about
// how many values there are, before any of them takes memory.
func values(data []byte) int {
	n, text := 0, false
	for i := 0; i < len(data); i++ {
		switch b := data[i]; {
		case text && b == '\\':
			i++
		case b == '"':
			text = !text
		case !text && (b == ',' || b == ':' || b == '[' || b == '{'):
			n++
		}
	}
	return n
}

// manifest reads the manifest and says what of the files it does not agree
// with.
func manifest(data []byte, files map[string][]byte) (*packManifest, error) {
	m := &packManifest{}
	if faults := questionnaire.Decode(files[manifestFile], m); faults != nil {
		return nil, Differs{manifestFile + ": " + faults[:min(len(faults), 20)].Error()}
	}
	var wrong Differs
	if m.Format != packFormat || m.Kind != National && m.Kind != Released {
		return nil, Differs{fmt.Sprintf("%s: format %d, kind %q is not one that this program knows; use a newer one", manifestFile, m.Format, m.Kind)}
	}
	for name, want := range m.Files {
		content, ok := files[name]
		switch {
		case !ok || name == manifestFile:
			wrong = append(wrong, fmt.Sprintf("%.100q: the manifest names it and it is not there", name))
		case len(content) != want.Bytes:
			wrong = append(wrong, fmt.Sprintf("%s: it has %d bytes, and the manifest says %d", name, len(content), want.Bytes))
		case digest(content) != want.SHA256:
			wrong = append(wrong, name+": its content is not what the manifest says")
		}
	}
	for name := range files {
		if _, named := m.Files[name]; !named && name != manifestFile {
			wrong = append(wrong, name+": the manifest does not name it")
		}
	}
	if wrong != nil {
		slices.Sort(wrong)
		return nil, wrong
	}
	var again bytes.Buffer
	if err := pack(&again, files); err != nil {
		return nil, err
	}
	if !bytes.Equal(again.Bytes(), data) {
		return nil, Differs{"its files are whole, but the zip around them is not the one that was written; verify the package as it was downloaded"}
	}
	return m, nil
}
