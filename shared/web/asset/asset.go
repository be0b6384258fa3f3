// Package asset holds the files that every page asks for, the style in both
// directions, the script and the icon, and serves them under names that change with
// their content.
//
// The style is made from infra/style by `infra/style.sh write`, so that a
// build needs no Node.
package asset

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Names of the files, for Path.
const (
	StyleLTR = "app.ltr.css"
	StyleRTL = "app.rtl.css"
	Script   = "app.js" // an ES module
	Icon     = "icon.svg"
)

// Prefix begins the path of every file; mount Handler there.
const Prefix = "/assets/"

//go:embed *.gz
var packed embed.FS

// file is one file as it is sent.
type file struct {
	name   string
	gzip   []byte
	hash   string
	format string // Content-Type
}

// files is made on first use: starting costs nothing.
var files = sync.OnceValue(func() map[string]file {
	all := map[string]file{}
	for name, format := range map[string]string{
		StyleLTR: "text/css; charset=utf-8",
		StyleRTL: "text/css; charset=utf-8",
		Script:   "text/javascript; charset=utf-8",
		Icon:     "image/svg+xml",
	} {
		data, err := packed.ReadFile(name + ".gz")
		if err != nil {
			panic(err) // the file is embedded or the program was not built
		}
		sum := sha256.Sum256(data)
		all[name] = file{name, data, hex.EncodeToString(sum[:8]), format}
	}
	return all
})

// Path is where a file is served: with its hash in its name, it may be kept
// for ever. It panics at a name that is not one of the constants.
func Path(name string) string {
	f, ok := files()[name]
	if !ok {
		panic(fmt.Sprintf("asset: no file %q; the constants name all there are", name))
	}
	ext := path.Ext(name)
	return Prefix + strings.TrimSuffix(name, ext) + "." + f.hash + ext
}

// Handler answers GET and HEAD of the paths that Path gives, gzipped to whom
// accepts it, and 404 to anything else.
//
// While a new version of the program takes over from an old one, a page of one
// may ask the other for its style. A file of another hash is therefore answered
// with the one that is here, not to be kept, rather than with a bare page.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, current, ok := find(r.URL.Path)
		if !ok {
			http.NotFound(w, r)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		body := f.gzip
		h := w.Header()
		if acceptsGzip(r.Header.Values("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
		} else {
			body = Unpack(f.gzip)
		}
		h.Set("Vary", "Accept-Encoding")
		h.Set("Content-Type", f.format)
		h.Set("Content-Length", strconv.Itoa(len(body)))
		h.Set("X-Content-Type-Options", "nosniff")
		if current {
			h.Set("Cache-Control", "public, max-age=31536000, immutable")
		} else {
			h.Set("Cache-Control", "no-store")
		}
		if r.Method == http.MethodGet {
			_, _ = w.Write(body) // nobody is left to tell when the reader went away
		}
	})
}

// find reads the name and the hash from a path, and says whether the hash is
// that of the file here.
func find(p string) (f file, current, ok bool) {
	base, ok := strings.CutPrefix(p, Prefix)
	if !ok {
		return file{}, false, false
	}
	ext := path.Ext(base)
	stem := strings.TrimSuffix(base, ext)
	hash := strings.TrimPrefix(path.Ext(stem), ".")
	if raw, err := hex.DecodeString(hash); err != nil || len(raw) != 8 {
		return file{}, false, false
	}
	f, ok = files()[strings.TrimSuffix(stem, "."+hash)+ext]
	return f, hash == f.hash, ok
}

// acceptsGzip reads Accept-Encoding (RFC 9110, 12.5.3) as far as gzip goes.
func acceptsGzip(headers []string) bool {
	for _, h := range headers {
		for part := range strings.SplitSeq(h, ",") {
			coding, weight, _ := strings.Cut(part, ";")
			if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
				continue
			}
			q, given := strings.CutPrefix(strings.TrimSpace(weight), "q=")
			v, err := strconv.ParseFloat(q, 64)
			return !given || err == nil && v > 0
		}
	}
	return false
}

// Unpack returns what gzip packed when the program was made. It panics at
// anything else: what is embedded is read by tests.
func Unpack(packed []byte) []byte {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		panic(fmt.Sprintf("asset: unpacking what is embedded: %v", err))
	}
	data, err := io.ReadAll(z)
	if err != nil {
		panic(fmt.Sprintf("asset: unpacking what is embedded: %v", err))
	}
	return data
}
