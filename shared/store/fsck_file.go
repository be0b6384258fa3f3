package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// working checks the answers of one revision of a file.
func (c *checker) working(pk, country, file, revision string) {
	var f *assessment.File
	if item, ok := c.dump[private(country)]["F#"+file+"#"+revision]; ok {
		f = &assessment.File{}
		if json.Unmarshal(item.Body, f) != nil {
			return // said of the header
		}
	}
	history := map[string][]table.Item{}
	for _, item := range c.dump.sorted(pk, "H#") {
		answer := "A#" + strings.TrimPrefix(item.SK[:strings.LastIndexByte(item.SK, '#')], "H#")
		if _, ok := c.dump[pk][answer]; !ok {
			c.add(item.Key, "the history of an answer that is missing")
		}
		history[answer] = append(history[answer], item)
	}
	for _, item := range c.dump.sorted(pk, "A#") {
		stands, err := parseStamp(item.Version)
		if err != nil {
			c.add(item.Key, "%v", err)
			continue
		}
		c.history(item, stands.version, history[item.SK])
		c.mark(item, stands, f, country)
	}
}

// history checks that an answer stands as its newest history, and that the
// history has every version.
func (c *checker) history(item table.Item, version int, history []table.Item) {
	for i, was := range history {
		if n := fmt.Sprintf("%05d", i+1); !strings.HasSuffix(was.SK, "#"+n) {
			c.add(item.Key, "version %s is missing in the history", n)
			return
		}
	}
	r, err := recordOf(&item)
	switch {
	case err != nil:
		c.add(item.Key, "%v", err)
	case len(history) != version || r == nil && version > 0 || r != nil && r.Version != version:
		c.add(item.Key, "version %d stands, and the history ends with %d", version, len(history))
	case version > 0 && !bytes.Equal(item.Body, history[version-1].Body):
		c.add(item.Key, "it differs from its newest history, version %d", version)
	}
}

// mark checks the mark of an answer. A mark that the header does not name is
// what a sealing that was given up leaves behind in a draft; it must never have
// become a submission.
func (c *checker) mark(item table.Item, stands stamp, f *assessment.File, country string) {
	switch {
	case f == nil && (stands.mark != "" || stands.version > 1):
		c.add(item.Key, "an answer of a file without a header")
	case f == nil: // the file was never opened to the end
	case f.State == assessment.Submitted && stands.mark != f.SealID:
		c.add(item.Key, "the file was sealed with %q, and the answer has the mark %q", f.SealID, stands.mark)
	case stands.mark != "" && stands.mark != f.SealID && c.dump[sealed(country, stands.mark)] != nil:
		c.add(item.Key, "the mark %q is of a submission that the header does not name", stands.mark)
	}
}

// submission checks that a submission is whole and its header names it.
func (c *checker) submission(country, id string) {
	at := key(sealed(country, id), "M")
	if !c.dump.has(at) {
		return // answers that went ahead of a sealing that did not end; a header that names it says so itself
	}
	s, err := c.store.Submission(context.Background(), country, id)
	if err != nil {
		c.add(at, "it is not whole: %v", err)
		return
	}
	sections := map[string]string{}
	parts, err := c.store.readBlobs(context.Background(), "checking", at.PK, table.Strong)
	for name, data := range parts {
		var responses questionnaire.Responses
		if strings.HasPrefix(name, "~") {
			continue
		}
		err = errors.Join(err, json.Unmarshal(data, &responses))
		for q := range responses {
			sections[q] = name
		}
	}
	differs, wrong := s.Differs(func(q string) string { return sections[q] })
	if err := errors.Join(err, wrong); err != nil {
		c.add(at, "%v", err)
		return
	}
	for _, part := range differs {
		c.add(at, "the hash of %s differs from the manifest", part)
	}
	f, err := c.store.File(context.Background(), country, s.File, s.Revision)
	if err != nil || f.Submission != id || f.State != assessment.Submitted {
		c.add(at, "the header of %s, revision %d, does not name this submission", s.File, s.Revision)
	} else {
		c.sealedAnswers(at, country, f, s.Content.Responses)
	}
	c.owe(at, act{country, "sealed", id}, 1)
}

// sealedAnswers checks that what was sealed are the answers of the file. Which
// of them were left out, being parked, only the questionnaires could tell.
func (c *checker) sealedAnswers(at table.Key, country string, f *assessment.File, answers questionnaire.Responses) {
	records, err := c.store.Records(context.Background(), country, f, "")
	if err != nil {
		return // said of the item
	}
	stand := questionnaire.Responses{}
	for _, r := range records {
		stand[r.Question] = r.Response
	}
	for q := range answers {
		was, err := json.Marshal(answers[q])
		now, wrong := json.Marshal(stand[q])
		if err != nil || wrong != nil || !bytes.Equal(was, now) {
			c.add(at, "the answer to %s that was sealed is not the one in the file", q)
		}
	}
}

func digest(data []byte, err error) (string, error) {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]), err
}

// pkg checks that a released package is whole and has its grants.
func (c *checker) pkg(id string) {
	at := key(shared(id), "M")
	p := &assessment.Package{}
	item, ok := c.dump[at.PK][at.SK]
	if !ok {
		return // answers that went ahead of a release that did not end; a grant that names it says so itself
	}
	if json.Unmarshal(item.Body, p) != nil {
		return // said of the item
	}
	parts, err := c.store.readBlobs(context.Background(), "checking", at.PK, table.Strong)
	if err == nil {
		p.Law, err = takeLaw("checking", parts)
	}
	if err == nil {
		p.Responses, p.Result, err = gather("checking", parts)
	}
	if err != nil || p.Digest() != p.Hash {
		c.add(at, "it is not what was released: its hash differs (%v)", err)
	}
	for _, k := range []table.Key{key(grants(p.Team), id), key(private(p.Country), "G#"+id)} {
		if !c.dump.has(k) {
			c.add(at, "the grant %s %s is missing", k.PK, k.SK)
		}
	}
	c.owe(at, act{p.Country, "released", id}, 1)
}
