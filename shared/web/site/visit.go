package site

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web"
	"github.com/mtcr-outreach/self-assessment/shared/web/language"
)

// visit is one request, by somebody or by nobody. Templates take it to speak
// the person's language.
type visit struct {
	*http.Request
	site    *Site
	lang    language.Language
	who     *access.Principal // nil: not signed in
	act     assessment.Act
	session string // hash of the session
	country *assessment.Country
	zone    *time.Location    // of the country
	labels  map[string]string // of the fields with faults, by path, once they are rendered
}

func (s *Site) visit(r *http.Request) *visit {
	v := &visit{Request: r, site: s, zone: time.UTC}
	chosen := ""
	if c, err := r.Cookie(languageCookie); err == nil {
		chosen = c.Value
	}
	v.lang = language.Of(chosen, r.Header.Get("Accept-Language"))
	return v
}

// languageCookie keeps the language that a person chose. It is no secret.
const languageCookie = "language"

// chooseLanguage keeps the language and goes to the same page without it in
// the address.
func (s *Site) chooseLanguage(w http.ResponseWriter, v *visit, code string) {
	http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: language.Of(code).Code(), Path: "/", MaxAge: 365 * 24 * 3600, Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	to := url.URL{Path: v.URL.Path}
	query := v.URL.Query()
	query.Del("lang")
	to.RawQuery = query.Encode()
	http.Redirect(w, v.Request, to.String(), http.StatusSeeOther)
}

// knows adds what the person acts for. It is called once it is known who comes.
func (v *visit) knows(who *access.Principal) error {
	v.who = who
	v.act = assessment.Act{Country: who.Owner, By: who.Sub, Lead: who.Is(access.Lead), Bodies: who.Bodies}
	if who.Side != access.National {
		return nil
	}
	var err error
	if v.country, err = v.site.Desk.Country(v.Context(), who.Owner); err != nil {
		return err
	}
	if zone, err := time.LoadLocation(v.country.TimeZone); err == nil {
		v.zone = zone
	}
	return nil
}

// is reports whether the person has one of the roles.
func (v *visit) is(roles ...access.Role) bool { return v.who != nil && v.who.Is(roles...) }

// outreach reports whether the person is of a team.
func (v *visit) outreach() bool { return v.who != nil && v.who.Side == access.Outreach }

// maxFields is how many fields a form may have; the grid of all questions has
// most.
const maxFields = 4000

// readForm reads what was sent, of at most limit bytes, and gives the act the
// key of the form.
func (v *visit) readForm(limit int64) error {
	kind, _, _ := mime.ParseMediaType(v.Header.Get("Content-Type"))
	var err error
	if kind == "multipart/form-data" {
		err = v.ParseMultipartForm(limit) // all of it in memory: nothing of a file is left on a disk
	} else {
		err = v.ParseForm()
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return web.ErrLarge
	case err != nil || len(v.PostForm) > maxFields:
		return web.ErrBody
	}
	v.act.Request = v.PostForm.Get("key")
	if n := len(v.act.Request); v.act.Request != "" && (n < 20 || n > 64 || !plain(v.act.Request)) {
		return web.ErrBody
	}
	sum := sha256.Sum256([]byte(v.Method + "\x00" + v.URL.Path + "\x00" + v.PostForm.Encode()))
	v.act.Print = hex.EncodeToString(sum[:])
	return nil
}

// plain reports whether a text may stand in a key of the table.
func plain(id string) bool {
	return len(id) <= 128 && !strings.ContainsFunc(id, func(c rune) bool { return c <= ' ' || c > '~' || c == '#' })
}

// field is a field of the form, without spaces around it and with the line
// ends of the web made plain.
func (v *visit) field(name string) string { return tidy(v.PostForm.Get(name)) }

func tidy(sent string) string { return strings.TrimSpace(strings.ReplaceAll(sent, "\r\n", "\n")) }

// fields are the fields of that name that are not empty, each without spaces
// around it.
func (v *visit) fields(name string) []string {
	var all []string
	for _, s := range v.PostForm[name] {
		if s = strings.TrimSpace(s); s != "" {
			all = append(all, s)
		}
	}
	return all
}

// ticked reports whether a checkbox was sent.
func (v *visit) ticked(name string) bool { return v.PostForm.Has(name) }

// seen is the version that the page showed, from its hidden field.
func (v *visit) seen() (int, error) { return v.number("version") }

// number is a version that a hidden field of the page holds.
func (v *visit) number(name string) (int, error) { return seenVersion(v.PostForm.Get(name)) }

// seenVersion reads a version that a page sends back.
func seenVersion(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 1_000_000 {
		return 0, web.ErrNoMatch
	}
	return n, nil
}

// date reads a day as browsers send it; empty is no date.
func (v *visit) date(name string) (questionnaire.Date, error) {
	s := v.field(name)
	if s == "" {
		return questionnaire.Date{}, nil
	}
	return questionnaire.ParseDate(s)
}

// madeID is the id of what this form makes: the same when it is sent again.
func (v *visit) madeID() string {
	sum := sha256.Sum256([]byte(v.act.By + "\x00" + v.act.Request))
	return hex.EncodeToString(sum[:10])
}

// make carries out once what makes something under the form's key, and returns
// the id of what it or an earlier sending made.
func (v *visit) make(carryOut func() (string, error)) (string, error) {
	if v.act.Request == "" {
		return "", web.ErrBody
	}
	var made string
	err := v.site.Desk.Store.Earlier(v.Context(), v.act.By, v.act.Request, v.act.Print)
	if err == nil {
		made, err = carryOut()
	}
	var before *assessment.Repeated
	if errors.As(err, &before) {
		return before.About, nil
	}
	return made, err
}

// file is the file that the path names; another country's does not exist.
func (v *visit) file() (*assessment.File, error) {
	if !plain(v.PathValue("file")) {
		return nil, assessment.ErrNotFound
	}
	return v.site.Desk.File(v.Context(), v.who.Owner, v.PathValue("file"))
}

// to answers with the way to another page.
func to(address string) (*page, error) { return &page{to: address}, nil }
