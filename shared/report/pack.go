package report

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/scoring"
)

// Names within a sealed package. The manifest comes first, the others in order
// of name.
const (
	manifestFile = "manifest.json"
	answersFile  = "answers.json" // what offline score reads
	recordFile   = "record.json"  // the submission, or the released package
	receiptFile  = "receipt.json" // of a submission
	readmeFile   = "README.txt"
	bankFolder   = "questionnaires/" // a content folder with the catalogue that was answered
)

// packFormat is the version of the layout.
const packFormat = 1

// packManifest says what a sealed package holds.
type packManifest struct {
	Format  int                   `json:"format"`
	Kind    Kind                  `json:"kind"` // national or released
	Country string                `json:"country"`
	ID      string                `json:"id"`     // of the submission or package
	Hash    string                `json:"hash"`   // that its receipt names
	Engine  string                `json:"engine"` // that scored it
	Files   map[string]packedFile `json:"files"`
}

type packedFile struct {
	Bytes  int    `json:"bytes"`
	SHA256 string `json:"sha256"`
}

const readme = `This is a sealed package of a self-assessment of export controls.

answers.json     the answers, in the form that "offline score" reads
record.json      the whole record: answers, result, hashes, what is cited
receipt.json     what the country keeps (only with a national record)
questionnaires   the questions that were answered, and how they count
manifest.json    the size and SHA-256 of every file here

"offline verify FILE" proves on a computer without a network that nothing was
changed and that the result follows from the answers. Compare the hash that it
prints with the one on the country's receipt: that proves whose record it is.

A self-assessment describes what the answers show. Membership of the MTCR is
decided by consensus of the Partners.
`

// writePackage writes a sealed package: a zip whose bytes follow from its
// content alone. Its files are stored and not compressed, so they do not hang
// on a compressor either, and none can grow when it is opened.
func writePackage(w io.Writer, d *Document) (Counts, error) {
	files, n, err := packageOf(d)
	if err != nil {
		return n, err
	}
	return n, pack(w, files)
}

// packageOf is the files of a sealed package.
func packageOf(d *Document) (map[string][]byte, Counts, error) {
	s := d.source
	var record any
	switch {
	case d.Part != "":
		return nil, Counts{}, questionnaire.Faults{{Path: "part", Problem: "a sealed package is whole or it proves nothing", Advice: "leave part out, or ask for json in parts"}}
	case s.submission != nil:
		record = s.submission
	case s.pkg != nil:
		record = s.pkg
	default:
		return nil, Counts{}, questionnaire.Faults{{Path: "format", Problem: "a draft has no seal to prove", Advice: "seal the assessment first, or ask for json"}}
	}
	bank, err := s.content.Excerpt(d.Catalogue)
	if err != nil {
		return nil, Counts{}, err
	}
	files := map[string][]byte{readmeFile: []byte(readme)}
	for name, data := range bank {
		files[bankFolder+name] = data
	}
	var answers bytes.Buffer
	n, err := writeJSON(&answers, d)
	if err != nil {
		return nil, n, err
	}
	files[answersFile] = answers.Bytes()
	if files[recordFile], err = questionnaire.Encode(record); err != nil {
		return nil, n, err
	}
	if s.receipt != nil {
		if files[receiptFile], err = questionnaire.Encode(s.receipt); err != nil {
			return nil, n, err
		}
	}
	m := packManifest{Format: packFormat, Kind: s.kind, Country: s.country, ID: s.id, Hash: s.hash, Engine: s.result.Engine, Files: map[string]packedFile{}}
	for name, data := range files {
		m.Files[name] = packedFile{len(data), digest(data)}
	}
	files[manifestFile], err = questionnaire.Encode(m)
	return files, n, err
}

// pack writes the files as a zip, the manifest first.
func pack(w io.Writer, files map[string][]byte) error {
	z := zip.NewWriter(w)
	add := func(name string, data []byte) error {
		size := uint64(len(data))
		out, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Store, CRC32: crc32.ChecksumIEEE(data), CompressedSize64: size, UncompressedSize64: size})
		if err == nil {
			_, err = out.Write(data)
		}
		return err
	}
	err := add(manifestFile, files[manifestFile])
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err == nil && name != manifestFile {
			err = add(name, files[name])
		}
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return fmt.Errorf("writing the sealed package: %w", err)
	}
	return nil
}

func digest(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// engine is the engine of this program; a package that another one scored is
// whole all the same, but cannot be scored again here.
const engine = scoring.Version
