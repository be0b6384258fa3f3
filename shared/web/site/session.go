package site

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
)

// How long a session lasts. A working day, and no longer: the next day somebody
// else may sit there. What the browser holds is changed while it goes on, so
// that a copy of it soon opens nothing; the old one stays good for a moment,
// for requests that were under way.
const (
	sessionLasts  = 8 * time.Hour
	sessionRotate = 15 * time.Minute
	sessionGrace  = time.Minute
)

// cookie makes a cookie that goes with every request to this host alone. Lax,
// not Strict: a person comes back from the identity provider by a link.
func (s *Site) cookie(name, value string, lasts time.Duration) *http.Cookie {
	return &http.Cookie{Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(lasts.Seconds()), Secure: s.Secure, HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

// cookieName has the prefix by which browsers hold a cookie to this host and to
// https; they take it on https only.
func (s *Site) cookieName(name string) string {
	if s.Secure {
		return "__Host-" + name
	}
	return name
}

func hashToken(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// A session's cookie names the person, so that one query finds them: side,
// subject and token.
func sealCookie(side access.Side, sub, token string) string {
	return string(side) + "." + base64.RawURLEncoding.EncodeToString([]byte(sub)) + "." + token
}

func openCookie(value string) (side access.Side, sub, token string, ok bool) {
	parts := strings.Split(value, ".")
	if len(parts) != 3 || len(value) > 512 {
		return "", "", "", false
	}
	name, err := base64.RawURLEncoding.DecodeString(parts[1])
	return access.Side(parts[0]), string(name), parts[2], err == nil && plain(string(name)) && len(name) > 0
}

// signedIn finds out who comes, from the session's cookie, and changes the
// cookie when it is time. Where nobody signs in that is left to where they do, so
// that a program which only reads need not be able to write sessions.
func (s *Site) signedIn(w http.ResponseWriter, v *visit) error {
	c, err := v.Cookie(s.cookieName("session"))
	if err != nil {
		return nil // nobody
	}
	side, sub, token, ok := openCookie(c.Value)
	if !ok || !slices.Contains(s.sides, side) {
		return nil
	}
	hash, now := hashToken(token), s.Desk.Now().UTC()
	who, session, err := s.Sessions.Visitor(v.Context(), side, sub, hash)
	if errors.Is(err, assessment.ErrNotFound) || err == nil && (session == nil || !now.Before(session.Ends) || suspended(who)) {
		return nil
	}
	if err != nil {
		return err
	}
	v.session = hash
	if err := v.knows(who); err != nil {
		return err
	}
	if !s.entrance || now.Sub(session.Issued) < sessionRotate || session.Ends.Sub(now) <= sessionGrace {
		return nil
	}
	next := access.Session{Began: session.Began, Issued: now, Ends: session.Began.Add(sessionLasts)}
	token = s.NewToken()
	if err := s.Sessions.SaveSession(v.Context(), side, sub, hashToken(token), next); err != nil {
		return err
	}
	v.session = hashToken(token)
	http.SetCookie(w, s.cookie("session", sealCookie(side, sub, token), next.Ends.Sub(now)))
	session.Ends = now.Add(sessionGrace)
	return s.Sessions.SaveSession(v.Context(), side, sub, hash, *session)
}

// suspended reports whether a person may do nothing any more.
func suspended(who *access.Principal) bool { return len(who.Roles) == 0 }

// begin gives a person a new session, in place of the one that the browser had,
// and returns its cookie.
func (s *Site) begin(v *visit, side access.Side, sub string) (*http.Cookie, error) {
	if v.who != nil {
		if err := s.Sessions.EndSessions(v.Context(), v.who.Side, v.who.Sub, v.session); err != nil {
			return nil, err
		}
	}
	now, token := s.Desk.Now().UTC(), s.NewToken()
	err := s.Sessions.SaveSession(v.Context(), side, sub, hashToken(token), access.Session{Began: now, Issued: now, Ends: now.Add(sessionLasts)})
	return s.cookie("session", sealCookie(side, sub, token), sessionLasts), err
}

// gone is a cookie that takes the one of that name away.
func (s *Site) gone(name string) *http.Cookie { return s.cookie(name, "", -time.Second) }
