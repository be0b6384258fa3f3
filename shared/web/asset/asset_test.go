package asset

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, method, path, accept string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	if accept != "" {
		r.Header.Set("Accept-Encoding", accept)
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w
}

func TestServed(t *testing.T) {
	for name, format := range map[string]string{
		StyleLTR: "text/css; charset=utf-8", StyleRTL: "text/css; charset=utf-8", Script: "text/javascript; charset=utf-8",
	} {
		path := Path(name)
		plain := get(t, "GET", path, "")
		packed := get(t, "GET", path, "br, gzip")
		for kind, w := range map[string]*httptest.ResponseRecorder{"plain": plain, "gzip": packed} {
			h := w.Header()
			if w.Code != http.StatusOK || h.Get("Content-Type") != format || h.Get("X-Content-Type-Options") != "nosniff" ||
				h.Get("Cache-Control") != "public, max-age=31536000, immutable" || h.Get("Vary") != "Accept-Encoding" {
				t.Errorf("%s %s: %d %v", path, kind, w.Code, h)
			}
		}
		if plain.Header().Get("Content-Encoding") != "" || packed.Header().Get("Content-Encoding") != "gzip" {
			t.Errorf("%s: Content-Encoding %q without, %q with gzip accepted", name, plain.Header().Get("Content-Encoding"), packed.Header().Get("Content-Encoding"))
		}
		if !bytes.Equal(plain.Body.Bytes(), Unpack(packed.Body.Bytes())) {
			t.Errorf("%s: the gzipped answer unpacks to something else than the plain one", name)
		}
		if w := get(t, "HEAD", path, "gzip"); w.Code != http.StatusOK || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "0" {
			t.Errorf("HEAD %s: %d, %d bytes, %v", path, w.Code, w.Body.Len(), w.Header())
		}
	}
}

func TestPath(t *testing.T) {
	if p := Path(StyleLTR); !regexp.MustCompile(`^/assets/app\.ltr\.[0-9a-f]{16}\.css$`).MatchString(p) {
		t.Errorf("Path gives %s", p)
	}
	if Path(StyleLTR)[:len(Prefix)+7] == Path(StyleRTL)[:len(Prefix)+7] {
		t.Error("both directions have one path")
	}
	defer func() {
		if recover() == nil {
			t.Error("a name that is no file gives a path")
		}
	}()
	Path("app.css")
}

func TestRefused(t *testing.T) {
	other := Prefix + "app.ltr.0123456789abcdef.css"
	for name, c := range map[string]struct {
		method, path string
		status       int
		cache        string
	}{
		"another version's style": {"GET", other, http.StatusOK, "no-store"},
		"no hash":                 {"GET", Prefix + "app.ltr.css", http.StatusNotFound, ""},
		"short hash":              {"GET", Prefix + "app.ltr.0123.css", http.StatusNotFound, ""},
		"hash in capitals":        {"GET", strings.ToUpper(other), http.StatusNotFound, ""},
		"no file":                 {"GET", Prefix + "app.0123456789abcdef.css", http.StatusNotFound, ""},
		"a folder":                {"GET", Prefix, http.StatusNotFound, ""},
		"out of the folder":       {"GET", Prefix + "../asset.go", http.StatusNotFound, ""},
		"elsewhere":               {"GET", "/other/app.ltr.0123456789abcdef.css", http.StatusNotFound, ""},
		"write":                   {"POST", Path(Script), http.StatusMethodNotAllowed, ""},
	} {
		if w := get(t, c.method, c.path, ""); w.Code != c.status || w.Header().Get("Cache-Control") != c.cache {
			t.Errorf("%s: %d %q, want %d %q", name, w.Code, w.Header().Get("Cache-Control"), c.status, c.cache)
		}
	}
}

func TestAcceptsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, "gzip": true, "br": false, "br,GZIP ; q=0.5": true, "gzip;q=0": false, "gzip;q=0.000": false, "gzip;q=x": false, "xgzip": false,
	} {
		if got := acceptsGzip([]string{header}); got != want {
			t.Errorf("%q: %v, want %v", header, got, want)
		}
	}
}

// TestContent: the script and the icon that are served are those to be read here; the style
// asks for nothing else; all of it fits a weak line; times in gzip headers
// would change hashes that nobody changed.
func TestContent(t *testing.T) {
	for _, name := range []string{Script, Icon} {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(source, Unpack(files()[name].gzip)) {
			t.Errorf("%s.gz is not %s; run infra/style.sh write", name, name)
		}
	}
	for name, limit := range map[string]int{StyleLTR: 16 << 10, StyleRTL: 16 << 10, Script: 3 << 10, Icon: 1 << 10} {
		f := files()[name]
		if len(f.gzip) > limit {
			t.Errorf("%s: %d bytes gzipped; at most %d", name, len(f.gzip), limit)
		}
		if !bytes.Equal(f.gzip[4:8], make([]byte, 4)) {
			t.Errorf("%s: its gzip header carries a time", name)
		}
	}
	for _, name := range []string{StyleLTR, StyleRTL} {
		css := string(Unpack(files()[name].gzip))
		for _, not := range []string{"@font-face", "url(", "@import", "GDS Transport", "crown", "#1d70b8", "#0b0c0c"} {
			if strings.Contains(css, not) {
				t.Errorf("%s holds %s", name, not)
			}
		}
	}
}
