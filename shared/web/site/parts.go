package site

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/mtcr-outreach/self-assessment/shared/questionnaire"
	"github.com/mtcr-outreach/self-assessment/shared/web"
)

// newKey is a new key for a form, by which the same form sent twice is known.
// A form that came back with faults keeps the one it had: it was not used.
func (v *visit) newKey() string {
	if v.act.Request != "" {
		return v.act.Request
	}
	return v.site.NewToken()
}

// fieldID is the id of the element for a field or the path of a fault.
func fieldID(path string) string {
	return "f-" + strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(path)
}

// sentence is a fault as a sentence.
func sentence(f questionnaire.Fault) string {
	if f.Advice == "" {
		return f.Problem
	}
	return f.Problem + "; " + f.Advice
}

// labelled keeps what the field with a fault is called, for the summary above
// the form.
func (v *visit) labelled(path, label string) {
	if v.labels == nil {
		v.labels = map[string]string{}
	}
	v.labels[path] = label
}

// has reports whether a field has a fault.
func has(faults questionnaire.Faults, path string) bool {
	for _, f := range faults {
		if f.Path == path {
			return true
		}
	}
	return false
}

// inputDirection lets people type in any direction; days and numbers have one.
func inputDirection(kind string) string {
	if kind == "text" {
		return "auto"
	}
	return "ltr"
}

// described points to a field's hint.
func described(hint, name string) templ.Attributes {
	if hint == "" {
		return nil
	}
	return templ.Attributes{"aria-describedby": fieldID(name) + "-hint"}
}

// refusedBecause says more of a problem than its heading; nothing where it says
// the same.
func (v *visit) refusedBecause(p *web.Problem) string {
	why := v.word("refused", p.Name())
	if strings.HasPrefix(why, v.word("error", p.Status)) {
		return ""
	}
	return why
}

// before is the page that a problem is about: the one that was asked for, or the
// one whose form was sent. Empty where the browser does not tell.
func (v *visit) before() string {
	if v.Method == http.MethodGet {
		return v.URL.RequestURI()
	}
	u, err := url.Parse(v.Referer())
	if err != nil || u.Host != v.Host {
		return ""
	}
	return own(u.RequestURI(), v.side())
}

// reloads reports whether a problem may be over once the page is loaded again.
func reloads(p *web.Problem) bool {
	switch p.Status {
	case http.StatusBadRequest, http.StatusConflict, http.StatusPreconditionFailed, http.StatusPreconditionRequired, http.StatusInternalServerError, http.StatusServiceUnavailable:
		return true
	}
	return false
}

// verdictClass is the class of a verdict. The words of the overall verdict
// differ by track; its looks are those of a criterion's.
func verdictClass(code string) string {
	switch code {
	case "STRONG":
		return "met"
	case "READY":
		return "largely-met"
	case "BUILDING":
		return "partly-met"
	case "NOT_READY":
		return "not-met"
	}
	return slug(code)
}

// choicesOf are the values of a closed list of the domain, with their words.
func choicesOf[T any](v *visit, group string, values ...T) []choice {
	var all []choice
	for _, value := range values {
		all = append(all, choice{fmt.Sprint(value), v.word(group, value)})
	}
	return all
}
