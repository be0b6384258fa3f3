package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/access"
	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// A person's sessions stand beside their rights, so that one query answers who
// makes a request, whether the session stands and what the person may do.

// sessionKey is where a session stands, by the hash of what the cookie holds.
func sessionKey(side access.Side, sub, hash string) table.Key {
	return key(people(side, sub), "S#"+hash)
}

// Visitor returns a person with their rights as they stand now, and the session
// of that hash; nil for a session that ended or never was. A person that is
// unknown is ErrNotFound.
func (s *Store) Visitor(ctx context.Context, side access.Side, sub, hash string) (*access.Principal, *access.Session, error) {
	const doing = "looking for the session"
	items, err := s.all(ctx, doing, table.Query{PK: people(side, sub), Reading: table.Strong})
	if err != nil {
		return nil, nil, err
	}
	var person *access.Principal
	var session *access.Session
	for _, item := range items {
		switch item.SK {
		case "SELF":
			var m Membership
			if err := decode(doing, item, &m); err != nil {
				return nil, nil, err
			}
			person = m.principal(side, sub)
		case "S#" + hash:
			session = &access.Session{}
			if err := decode(doing, item, session); err != nil {
				return nil, nil, err
			}
		}
	}
	if person == nil {
		return nil, nil, fmt.Errorf("%s: %w", doing, assessment.ErrNotFound)
	}
	return person, session, nil
}

// SaveSession keeps a session until it ends; one that is there is replaced.
func (s *Store) SaveSession(ctx context.Context, side access.Side, sub, hash string, v access.Session) error {
	body, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("keeping the session: %w", err)
	}
	item := table.Item{Key: sessionKey(side, sub, hash), Version: "1", Body: body, Expires: v.Ends.Unix()}
	return s.write(ctx, "keeping the session", table.Op{Kind: table.Put, Item: item})
}

// EndSessions ends the session of a hash, or every session of the person with
// "".
func (s *Store) EndSessions(ctx context.Context, side access.Side, sub, hash string) error {
	const doing = "ending the session"
	items, err := s.all(ctx, doing, table.Query{PK: people(side, sub), Prefix: "S#" + hash, Reading: table.Strong})
	if err != nil {
		return err
	}
	var errs []error
	for _, item := range items {
		errs = append(errs, s.write(ctx, doing, table.Op{Kind: table.Delete, Item: table.Item{Key: item.Key}}))
	}
	return errors.Join(errs...)
}
