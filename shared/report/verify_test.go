package report_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/mtcr-outreach/self-assessment/infra/effort"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/report"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// packed is a package of each kind that can be sealed.
func packed(t fataler, kind string) []byte {
	return render(t, draw(2).document(t, kind, language.English), "package")
}

// opened is the files of a zip, in order.
func opened(t fataler, data []byte) (names []string, files map[string][]byte) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		names = append(names, f.Name)
	}
	return names, files
}

// closed writes files as the product does.
func closed(t fataler, names []string, files map[string][]byte) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		stored(t, z, zip.FileHeader{Name: name}, files[name])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func stored(t fataler, z *zip.Writer, h zip.FileHeader, data []byte) {
	h.CRC32, h.CompressedSize64, h.UncompressedSize64 = crc32.ChecksumIEEE(data), uint64(len(data)), uint64(len(data))
	w, err := z.CreateRaw(&h)
	if err == nil && len(data) > 0 {
		_, err = w.Write(data)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestTampered: whichever byte of whichever file is changed, verify names the
// file; and what is consistent in itself but not true is found by the record.
func TestTampered(t *testing.T) {
	for _, kind := range []string{"submission", "package", "whole package"} {
		whole := packed(t, kind)
		names, files := opened(t, whole)
		if !bytes.Equal(closed(t, names, files), whole) {
			t.Fatal("the test writes another zip than the product")
		}
		for _, name := range names {
			changed := maps.Clone(files)
			changed[name] = bytes.Clone(files[name])
			at := len(changed[name]) / 2
			if name == "manifest.json" {
				at = bytes.Index(changed[name], []byte(`"hash": "`)) + 12
			}
			if len(changed[name]) == 0 {
				continue // published.sum of a draft catalogue
			}
			changed[name][at] ^= 1
			_, err := report.Verify(content(), closed(t, names, changed))
			var differs report.Differs
			if !errors.As(err, &differs) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s: %s was changed: %v", kind, name, err)
			}
			fewer := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == name })
			if _, err := report.Verify(content(), closed(t, fewer, files)); !errors.As(err, &differs) || !strings.Contains(err.Error(), name) {
				t.Errorf("%s: %s is missing: %v", kind, name, err)
			}
		}
	}
}

// reseal changes one of the files and makes the manifest agree, as somebody
// would who knows the format.
func reseal(t fataler, data []byte, name, old, with string) []byte {
	names, files := opened(t, data)
	if !bytes.Contains(files[name], []byte(old)) {
		t.Fatal(name, "does not hold", old)
	}
	files[name] = bytes.Replace(files[name], []byte(old), []byte(with), 1)
	files["manifest.json"] = manifestOf(t, files)
	return closed(t, names, files)
}

// manifestOf is the manifest with its sizes and hashes made right.
func manifestOf(t fataler, files map[string][]byte) []byte {
	var m struct {
		Format  int    `json:"format"`
		Kind    string `json:"kind"`
		Country string `json:"country"`
		ID      string `json:"id"`
		Hash    string `json:"hash"`
		Engine  string `json:"engine"`
		Files   map[string]struct {
			Bytes  int    `json:"bytes"`
			SHA256 string `json:"sha256"`
		} `json:"files"`
	}
	if faults := questionnaire.Decode(files["manifest.json"], &m); faults != nil {
		t.Fatal(faults)
	}
	for name := range m.Files {
		f := m.Files[name]
		f.Bytes, f.SHA256 = len(files[name]), hashOf(files[name])
		m.Files[name] = f
	}
	data, err := questionnaire.Encode(m)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestForged: a manifest that was made to agree hides nothing.
func TestForged(t *testing.T) {
	sealed, released := packed(t, "submission"), packed(t, "package")
	for _, test := range []struct {
		name, file, old, with, want string
		data                        []byte
	}{
		{"the result", "record.json", `"verdict": "NOT_ASSESSED"`, `"verdict": "READY"`, "hash of the result", sealed},
		{"the country", "record.json", `"cycle": "2026"`, `"cycle": "2027"`, "receipt.json is not the receipt", sealed},
		{"an answer of the file", "answers.json", `"state": "declined"`, `"state": "not_known"`, "answers.json: it does not follow from record.json", sealed},
		{"what is said of it", "README.txt", "proves on a computer", "proves on the computer of", "README.txt: it does not follow", sealed},
		{"the receipt", "receipt.json", `"hash": "`, `"hash": "0`, "receipt.json is not the receipt", sealed},
		{"who signed", "record.json", `"manifest": {`, `"signed": [{"section":"LB-A","hash":"","by":"x","at":"2026-01-01T00:00:00Z"}], "manifest": {`, "who signed", sealed},
		{"a released answer", "record.json", `"grade": 2`, `"grade": 3`, "the hash of the package", released},
		{"an unknown field", "record.json", `"revision": 2`, `"revision": 2, "more": 1`, "record.json", released},
		{"the words of a question", "questionnaires/2026-11/legal-basis.en.json", "Does a statute", "Does no statute", "questionnaires inside", sealed},
		{"a level out of range", "record.json", `"level": 2`, `"level": 99`, "out of range", released},
		{"no such question", "record.json", `"responses": {`, `"responses": {"LB-99": {"state": "declined"},`, "record.json", released},
		{"no result", "record.json", `"stability": {`, `"stability": null, "x": {`, "record.json", sealed},
	} {
		_, err := report.Verify(content(), reseal(t, test.data, test.file, test.old, test.with))
		var differs report.Differs
		if !errors.As(err, &differs) || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s was forged: %v", test.name, err)
		}
	}
}

// TestScoreForged: hashes that agree from end to end do not make a result true.
func TestScoreForged(t *testing.T) {
	f := draw(2)
	s, receipt, err := f.sealed()
	if err != nil {
		t.Fatal(err)
	}
	s.Result = bytes.Replace(s.Result, []byte(`"coverage":`), []byte(`"coverage":1`), 1)
	m, _ := content().Method(s.Content.Catalogue, s.Content.Track)
	if s.Manifest, err = assessment.NewManifest(s, func(id string) string { return m.Catalogue.Question(id).Section.ID }); err != nil {
		t.Fatal(err)
	}
	receipt.Hash = s.Manifest.Hash
	source, err := report.OfSubmission(content(), nation.Name, s, receipt)
	if err != nil {
		t.Fatal(err)
	}
	d, err := report.New(source, language.English)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := report.Verify(content(), render(t, d, "package")); err == nil || !strings.Contains(err.Error(), "does not follow from the answers") {
		t.Errorf("the error is %v", err)
	}
}

// TestOtherQuestionnaires: a package under questionnaires that this program
// does not have is scored under its own, and says so.
func TestOtherQuestionnaires(t *testing.T) {
	other := assessment.NewContent(os.DirFS(rewritten(t)))
	v, err := report.Verify(other, packed(t, "submission"))
	if err != nil || v.BuiltIn || !v.Scored {
		t.Errorf("verified as %+v: %v", v, err)
	}
}

// rewritten is a folder whose questionnaires differ in a word.
func rewritten(t *testing.T) string {
	_, files := opened(t, packed(t, "submission"))
	folder := t.TempDir()
	for name, data := range files {
		rest, ok := strings.CutPrefix(name, "questionnaires/")
		if !ok {
			continue
		}
		data = bytes.Replace(data, []byte("Does a statute"), []byte("Does any statute"), 1)
		at := filepath.Join(folder, filepath.FromSlash(rest))
		if err := os.MkdirAll(filepath.Dir(at), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// TestHostileZips: a zip that the product would not write is refused at once.
func TestHostileZips(t *testing.T) {
	effort.OneGoroutine(t)
	good := packed(t, "submission")
	names, files := opened(t, good)
	zipped := func(write func(z *zip.Writer)) []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		write(z)
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	all := func(z *zip.Writer) {
		for _, name := range names {
			stored(t, z, zip.FileHeader{Name: name}, files[name])
		}
	}
	named := func(name string) []byte {
		return zipped(func(z *zip.Writer) { all(z); stored(t, z, zip.FileHeader{Name: name}, []byte("{}")) })
	}
	hostile := map[string][]byte{
		"nothing": nil, "no zip": []byte("PK\x03\x04 and no more"), "cut off": good[:len(good)-40], "cut short": good[:len(good)/2],
		"bytes before": append([]byte("#!/bin/sh\n"), good...), "bytes after": append(bytes.Clone(good), make([]byte, 100)...), "two of them": append(bytes.Clone(good), good...),
		"up": named("../record.json"), "root": named("/etc/passwd"), "drive": named(`C:\record.json`), "backslash": named(`questionnaires\x.json`), "inside up": named("questionnaires/../../x"),
		"a folder": zipped(func(z *zip.Writer) { all(z); stored(t, z, zip.FileHeader{Name: "questionnaires/x/"}, nil) }), "dot": named("./record.json"), "no name": named(""), "null": named("record.json\x00.txt"), "bidi": named("record\u202enosj."), "long": named(strings.Repeat("x", 300)),
		"twice": named("record.json"), "one more": named("more.json"), "manifest twice": named("manifest.json"), "other case": named("RECORD.JSON"),
		"encrypted": zipped(func(z *zip.Writer) {
			all(z)
			stored(t, z, zip.FileHeader{Name: "secret.json", Flags: 1}, []byte("{}"))
		}),
		"a comment": zipped(func(z *zip.Writer) { all(z); _ = z.SetComment("hello") }),
		"extra": zipped(func(z *zip.Writer) {
			for _, n := range names {
				stored(t, z, zip.FileHeader{Name: n, Extra: []byte{1, 0, 0, 0}}, files[n])
			}
		}),
		"other order": closed(t, slices.Sorted(slices.Values(names)), files),
		"many files": zipped(func(z *zip.Writer) {
			for i := range 100_000 {
				stored(t, z, zip.FileHeader{Name: fmt.Sprint("x", i)}, nil)
			}
		}),
		"bomb":              zipped(func(z *zip.Writer) { w, _ := z.Create("record.json"); _, _ = io.CopyN(w, zeros{}, 512<<20) }),
		"bomb in a bomb":    zipped(func(z *zip.Writer) { w, _ := z.Create("a.zip"); _, _ = w.Write(good) }),
		"claims too much":   claim(t, 1<<40),
		"claims too little": claim(t, 1),
		"too large":         make([]byte, report.MaxPackage+1),
		"many values":       closed(t, []string{"manifest.json"}, map[string][]byte{"manifest.json": []byte("[" + strings.Repeat("0,", 2<<20) + "0]")}),
		"deep":              closed(t, []string{"manifest.json"}, map[string][]byte{"manifest.json": []byte(strings.Repeat("[", 90_000))}),
		"many answers":      crowded(t, good),
		"many faults":       closed(t, []string{"manifest.json"}, map[string][]byte{"manifest.json": []byte("{" + strings.Repeat(`"a":0,`, 40_000) + `"a":0}`)}),
	}
	for name, data := range hostile {
		before := allocated()
		_, err := report.Verify(content(), data)
		if took := allocated() - before; took > 64<<20 { // all that was ever taken, so the peak was lower
			t.Errorf("%s: took %d MiB", name, took>>20)
		}
		var differs report.Differs
		if !errors.As(err, &differs) {
			t.Errorf("%s: %v", name, err)
		} else if len(err.Error()) > 20_000 {
			t.Errorf("%s: the error has %d bytes", name, len(err.Error()))
		}
	}
}

// allocated is how much memory was taken since the start, given back or not.
func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// crowded is a package whose record holds as many answers as may be read,
// none of which is asked.
func crowded(t fataler, data []byte) []byte {
	var answers strings.Builder
	for i := range 24_000 {
		fmt.Fprintf(&answers, `"%d":{"state":"na"},`, i)
	}
	return reseal(t, data, "record.json", `"responses": {`, `"responses": {`+answers.String())
}

// zeros reads as nothing but zeros.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// claim is a zip whose only file says that it has another size than it has.
func claim(t fataler, size uint64) []byte {
	var packed, b bytes.Buffer
	w, _ := flate.NewWriter(&packed, flate.BestCompression)
	_, _ = w.Write(make([]byte, 1000))
	_ = w.Close()
	z := zip.NewWriter(&b)
	for _, method := range []uint16{zip.Deflate, zip.Store} {
		out, err := z.CreateRaw(&zip.FileHeader{Name: fmt.Sprint("x", method), Method: method, CompressedSize64: uint64(packed.Len()), UncompressedSize64: size})
		if err != nil {
			t.Fatal(err)
		}
		_, _ = out.Write(packed.Bytes())
	}
	_ = z.Close()
	return b.Bytes()
}

// FuzzVerify: whatever is put in the place of a piece of one of the files, with
// the manifest made to agree, verify neither panics nor takes for whole what
// the product would not write.
func FuzzVerify(f *testing.F) {
	good := packed(f, "package")
	names, files := opened(f, good)
	for i := range names {
		f.Add(uint8(i), uint32(100), uint16(0), []byte{})
		f.Add(uint8(i), uint32(2000), uint16(3), []byte(`": null`))
	}
	f.Fuzz(func(t *testing.T, file uint8, at uint32, cut uint16, put []byte) {
		changed := maps.Clone(files)
		name := names[int(file)%len(names)]
		old := files[name]
		from := min(int(at), len(old))
		changed[name] = slices.Concat(old[:from], put, old[min(from+int(cut), len(old)):])
		if name != "manifest.json" {
			changed["manifest.json"] = manifestOf(t, changed)
		}
		data := closed(t, names, changed)
		if v, err := report.Verify(content(), data); err == nil && !bytes.Equal(render(t, again(t, v), "package"), data) {
			t.Error("a package that the product would not write was taken for whole")
		}
	})
}

func again(t fataler, v *report.Verified) *report.Document {
	d, err := report.New(v.Source, language.English)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
