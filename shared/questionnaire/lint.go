package questionnaire

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

const format = 1

// Lint says everything that is wrong with a content folder, each fault with
// file, path and what to do. lists is as for Open.
func Lint(fsys fs.FS, lists map[string][]string) Faults {
	l := linter{fsys: fsys, lists: lists, files: map[string][]byte{}}
	index, ok := lintFile[Index](&l, IndexFile)
	if !ok {
		return l.faults
	}
	l.checkFormat(IndexFile, index.Format)
	var earlier []*Catalogue
	for i, e := range index.Catalogues {
		if c := l.catalogue(e, fmt.Sprintf("catalogues[%d]", i)); c != nil {
			l.across(e, c, earlier)
			earlier = append(earlier, c)
		}
	}
	if !slices.ContainsFunc(index.Catalogues, func(e IndexEntry) bool { return e.ID == index.Current }) {
		l.fault(IndexFile, "current", fmt.Sprintf("there is no catalogue %q", index.Current), "name one of those listed")
	}
	l.published(index)
	return l.faults
}

// Rewrite returns the files of a content folder that are not in canonical form
// or whose hash in the index is out of date, as they should be. Published
// catalogues are left alone. It works on a folder whose files can be decoded.
func Rewrite(fsys fs.FS) (map[string][]byte, error) {
	l := linter{fsys: fsys, files: map[string][]byte{}}
	index, ok := lintFile[Index](&l, IndexFile)
	if !ok {
		return nil, l.faults
	}
	for _, e := range index.Catalogues {
		if e.Status != Published {
			l.decodeAll(e)
		}
	}
	out := map[string][]byte{}
	for name, canonical := range l.files {
		if now, _ := fs.ReadFile(fsys, name); name != IndexFile && !bytes.Equal(now, canonical) {
			out[name] = canonical
		}
	}
	for i, e := range index.Catalogues {
		for _, name := range fileNames(e) {
			if canonical, ok := l.files[path.Join(e.Dir, name)]; ok && e.Status != Published {
				if e.Files == nil {
					index.Catalogues[i].Files = map[string]string{}
					e = index.Catalogues[i]
				}
				e.Files[name] = hash(canonical)
			}
		}
	}
	data, err := Encode(index)
	if now, _ := fs.ReadFile(fsys, IndexFile); !bytes.Equal(now, data) {
		out[IndexFile] = data
	}
	return out, err
}

type linter struct {
	fsys   fs.FS
	lists  map[string][]string
	faults Faults
	files  map[string][]byte // canonical form of each file that could be decoded
}

func (l *linter) fault(file, at, problem, advice string) {
	l.faults = append(l.faults, Fault{File: file, Path: at, Problem: problem, Advice: advice})
}

// lintFile decodes one file strictly and notes its canonical form.
func lintFile[T any](l *linter, name string) (*T, bool) {
	data, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		l.fault(name, "", "the file cannot be read: "+err.Error(), "add it, or take it out of "+IndexFile)
		return nil, false
	}
	v := new(T)
	if faults := Decode(data, v); faults != nil {
		l.faults = append(l.faults, faults.In(name)...)
		return nil, false
	}
	canonical, err := Encode(v)
	if err != nil {
		l.fault(name, "", err.Error(), "")
		return nil, false
	}
	l.files[name] = canonical
	if !bytes.Equal(data, canonical) {
		l.fault(name, "", "not in canonical form", "run `offline lint -write`")
	}
	return v, true
}

func (l *linter) checkFormat(file string, got int) {
	if got != format {
		l.fault(file, "format", fmt.Sprintf("%d is not a format this program knows", got), fmt.Sprintf("use %d", format))
	}
}

// fileNames lists the files of a catalogue that an entry promises, relative to
// its folder.
func fileNames(e IndexEntry) []string {
	var names []string
	for _, id := range append(slices.Clone(e.Questionnaires), "references") {
		names = append(names, id+".json")
		for _, language := range e.Languages {
			names = append(names, id+"."+language+".json")
		}
	}
	return names
}

// decodeAll notes the canonical form of every file of a catalogue.
func (l *linter) decodeAll(e IndexEntry) {
	for _, name := range fileNames(e) {
		full := path.Join(e.Dir, name)
		parts := strings.Split(name, ".")
		switch translated := len(parts) == 3; {
		case parts[0] == "references" && translated:
			lintFile[ReferenceText](l, full)
		case parts[0] == "references":
			lintFile[ReferenceList](l, full)
		case translated:
			lintFile[Text](l, full)
		default:
			lintFile[Questionnaire](l, full)
		}
	}
}

// catalogue checks one catalogue whole and returns it, or nil when its
// structure could not be read.
func (l *linter) catalogue(e IndexEntry, at string) *Catalogue {
	if e.Status != Draft && e.Status != Published {
		l.fault(IndexFile, at+".status", fmt.Sprintf("%q is not a status", e.Status), "use draft or published")
	}
	if len(e.Languages) == 0 {
		l.fault(IndexFile, at+".languages", "no language", "name at least the source language")
	}
	c := &Catalogue{ID: e.ID, Status: e.Status, Languages: e.Languages, folder: content{l.fsys, e.Dir}, lists: l.lists}
	list, ok := lintFile[ReferenceList](l, path.Join(e.Dir, "references.json"))
	c.References = list
	for _, id := range e.Questionnaires {
		file := path.Join(e.Dir, id+".json")
		n, read := lintFile[Questionnaire](l, file)
		if ok = ok && read; !read {
			continue
		}
		l.checkFormat(file, n.Format)
		if n.ID != id {
			l.fault(file, "id", fmt.Sprintf("the file says %q", n.ID), "file name and id must agree")
		}
		c.Questionnaires = append(c.Questionnaires, n)
	}
	if !ok {
		return nil
	}
	c.link()
	l.structure(e, c)
	for i, language := range e.Languages {
		l.texts(e, c, language, i == 0)
	}
	l.hashes(e, at)
	return c
}

// hashes checks that the index carries the hash of every file of the entry,
// and of no other.
func (l *linter) hashes(e IndexEntry, at string) {
	names := fileNames(e)
	for _, name := range names {
		canonical, ok := l.files[path.Join(e.Dir, name)]
		if ok && e.Files[name] != hash(canonical) {
			l.fault(IndexFile, at+".files."+name, "the hash is not that of the file", "run `offline lint -write`; a published file never changes")
		}
	}
	for name := range e.Files {
		if !slices.Contains(names, name) {
			l.fault(IndexFile, at+".files."+name, "no such file belongs to this catalogue", "take the line out")
		}
	}
}

// published checks published.sum: every file of a published catalogue stands
// in it, and every file in it is still there as it was. Lines are only ever
// added; infra/check.sh holds the history to that.
func (l *linter) published(index *Index) {
	data, err := fs.ReadFile(l.fsys, PublishedFile)
	if err != nil {
		l.fault(PublishedFile, "", "the file cannot be read: "+err.Error(), "add it; it is empty while nothing is published")
		return
	}
	frozen := map[string]string{}
	for i, line := range strings.Split(string(data), "\n") {
		sum, name, ok := strings.Cut(line, "  ")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		where := fmt.Sprintf("line %d", i+1)
		if !ok || len(sum) != 2*sha256.Size {
			l.fault(PublishedFile, where, "this is not a hash, two spaces and a file name", "write it as sha256sum does")
			continue
		}
		frozen[name] = sum
		now, err := fs.ReadFile(l.fsys, name)
		switch {
		case err != nil:
			l.fault(PublishedFile, where, name+" was published and is gone", "bring it back: submissions name it")
		case hash(now) != sum:
			l.fault(PublishedFile, where, name+" was published and has changed", "bring back the published text and make a new catalogue for the change")
		}
	}
	for _, e := range index.Catalogues {
		for _, name := range fileNames(e) {
			full := path.Join(e.Dir, name)
			if now, err := fs.ReadFile(l.fsys, full); e.Status == Published && err == nil && frozen[full] == "" {
				l.fault(PublishedFile, full, "a file of a published catalogue is not listed", "add the line: "+hash(now)+"  "+full)
			}
		}
	}
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
