package report

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// Verified is a sealed package that was proven whole.
type Verified struct {
	Kind    Kind    `json:"kind"`
	ID      string  `json:"id"`
	Country string  `json:"country"`
	Hash    string  `json:"hash"` // to be compared with the receipt
	Files   int     `json:"files"`
	BuiltIn bool    `json:"built_in"` // its questionnaires are those of this program
	Scored  bool    `json:"scored"`   // its result was made again from its answers
	Engine  string  `json:"engine"`   // that made its result
	Source  *Source `json:"-"`
}

// Verify proves a sealed package whole: every hash, the hash of the record, and
// the result, made again from the answers under the questionnaires inside. c
// holds the questionnaires of this program. The error is Differs where anything
// is not as it says. Nothing is read but data.
func Verify(c *assessment.Content, data []byte) (*Verified, error) {
	z, files, err := unpack(data)
	if err != nil {
		return nil, err
	}
	m, err := manifest(data, files)
	if err != nil {
		return nil, err
	}
	v := &verifier{zip: z, files: files, manifest: m, builtIn: c}
	if m.Kind == National {
		err = v.submission()
	} else {
		err = v.released()
	}
	if err == nil {
		err = v.again()
	}
	if err == nil && len(v.wrong) > 0 {
		err = v.wrong
	}
	if err != nil {
		return nil, err
	}
	return &Verified{Kind: m.Kind, ID: m.ID, Country: m.Country, Hash: m.Hash, Files: len(m.Files), BuiltIn: v.content == c, Scored: v.scored, Engine: m.Engine, Source: v.source}, nil
}

// IsPackage reports whether a file begins as a sealed package does.
func IsPackage(data []byte) bool { return bytes.HasPrefix(data, []byte("PK\x03\x04")) }

// verifier goes through the record of a package.
type verifier struct {
	zip      *zip.Reader
	files    map[string][]byte
	manifest *packManifest
	builtIn  *assessment.Content
	content  *assessment.Content // the questionnaires inside
	source   *Source
	scored   bool
	wrong    Differs
}

func (v *verifier) differ(format string, args ...any) {
	v.wrong = append(v.wrong, fmt.Sprintf(format, args...))
}

// decode reads one of the files strictly.
func (v *verifier) decode(name string, into any) error {
	data, ok := v.files[name]
	if !ok {
		return Differs{name + ": it is missing"}
	}
	if faults := questionnaire.Decode(data, into); faults != nil {
		return Differs{name + ": " + faults[:min(len(faults), 20)].Error()}
	}
	return nil
}

// open reads the questionnaires inside. Those of this program need no second
// look; others are checked as any folder of somebody's own is.
func (v *verifier) open(catalogue string) error {
	bank := map[string][]byte{}
	for name, data := range v.files {
		if rest, ok := strings.CutPrefix(name, bankFolder); ok {
			bank[rest] = data
		}
	}
	own, err := v.builtIn.Excerpt(catalogue)
	if err == nil && maps.EqualFunc(own, bank, bytes.Equal) {
		v.content = v.builtIn
		return nil
	}
	choices, err := v.builtIn.Choices()
	if err != nil {
		return err
	}
	inside, err := fs.Sub(v.zip, strings.TrimSuffix(bankFolder, "/"))
	if err != nil {
		return err
	}
	if faults := questionnaire.Lint(inside, choices); faults.Err() != nil {
		return Differs{"the questionnaires inside have faults: " + faults[:min(len(faults), 20)].Error()}
	}
	v.content = assessment.NewContent(inside)
	return nil
}

// check holds answers against the questionnaires, before anything is worked
// out from them.
func (v *verifier) check(f *scoring.File) (*questionnaire.Catalogue, error) {
	if err := v.open(f.Catalogue); err != nil {
		return nil, err
	}
	m, err := v.content.Method(f.Catalogue, questionnaire.Prospective)
	if err != nil {
		return nil, Differs{"the questionnaires inside are not those that were answered: " + err.Error()}
	}
	if faults := f.Check(m.Catalogue); faults.Err() != nil {
		return nil, Differs{recordFile + ": " + faults[:min(len(faults), 20)].Error()}
	}
	return m.Catalogue, nil
}

func (v *verifier) submission() error {
	s, receipt := &assessment.Submission{}, &assessment.Receipt{}
	if err := v.decode(recordFile, s); err != nil {
		return err
	}
	if err := v.decode(receiptFile, receipt); err != nil {
		return err
	}
	catalogue, err := v.check(&s.Content)
	if err != nil {
		return err
	}
	differs, err := s.Differs(func(id string) string { return catalogue.Question(id).Section.ID })
	if err != nil {
		return err
	}
	for _, part := range differs {
		v.differ("%s: the hash of %s is not the one in its manifest", recordFile, part)
	}
	if s.ID != v.manifest.ID || s.Manifest.Hash != v.manifest.Hash || s.Manifest.Engine != v.manifest.Engine {
		v.differ("%s and %s are about different records", manifestFile, recordFile)
	}
	want := assessment.Receipt{Submission: s.ID, Cycle: s.Cycle, Revision: s.Revision, At: s.At, Hash: s.Manifest.Hash, Event: receipt.Event}
	if *receipt != want {
		v.differ("%s is not the receipt of this record", receiptFile)
	}
	if v.source, err = OfSubmission(v.content, v.manifest.Country, s, receipt); err != nil {
		return Differs{recordFile + ": " + err.Error()}
	}
	return v.compare(s.Result, s.Manifest.Engine)
}

func (v *verifier) released() error {
	p := &assessment.Package{}
	if err := v.decode(recordFile, p); err != nil {
		return err
	}
	if _, err := v.check(&scoring.File{Track: p.Track, AsOf: p.AsOf, Catalogue: p.Catalogue, Responses: p.Responses}); err != nil {
		return err
	}
	if got := p.Digest(); got != p.Hash {
		v.differ("%s: the hash of the package is %s, and it says %s", recordFile, got, p.Hash)
	}
	if p.ID != v.manifest.ID || p.Hash != v.manifest.Hash || p.Name != v.manifest.Country {
		v.differ("%s and %s are about different packages", manifestFile, recordFile)
	}
	var err error
	if v.source, err = OfPackage(v.content, p); err != nil {
		return Differs{recordFile + ": " + err.Error()}
	}
	if p.Whole { // made from answers that are not here
		return nil
	}
	return v.compare(p.Result, v.source.result.Engine)
}

// compare makes the result again and holds it against the one that came.
func (v *verifier) compare(came json.RawMessage, by string) error {
	if by == engine {
		f := v.source.file
		now, err := json.Marshal(v.source.method.Assess(f, scoring.Seed(f.Assessment, v.source.method.Catalogue.ID)))
		if err != nil {
			return err
		}
		was, err := json.Marshal(came)
		if err != nil {
			return err
		}
		if v.scored = bytes.Equal(now, was); !v.scored {
			v.differ("%s: the result does not follow from the answers", recordFile)
		}
	}
	return nil
}

// again makes the package again from its record, and names every file that
// does not follow from it.
func (v *verifier) again() error {
	d, err := New(v.source, language.English)
	if err != nil {
		return Differs{recordFile + ": " + err.Error()}
	}
	want, _, err := packageOf(d)
	if err != nil {
		return Differs{recordFile + ": " + err.Error()}
	}
	for _, name := range slices.Sorted(maps.Keys(v.files)) {
		if data, ok := want[name]; !ok {
			v.differ("%s: it is no part of a package", name)
		} else if !bytes.Equal(data, v.files[name]) {
			v.differ("%s: it does not follow from %s", name, recordFile)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if _, ok := v.files[name]; !ok {
			v.differ("%s: it is missing", name)
		}
	}
	return nil
}
