package store

import (
	"context"
	"fmt"

	"github.com/mtcr-outreach/self-assessment/shared/assessment"
	"github.com/mtcr-outreach/self-assessment/shared/table"
)

// beside is the partition of what stands beside the answers of a file. It is
// the same for every revision: assignments, comments and the plan go on.
func beside(country, file string) string { return "P#" + country + "#" + file + "#" }

// Assignments lists what of a file is assigned, by body. It is read before
// every save of a contributor.
func (s *Store) Assignments(ctx context.Context, country, file string) ([]assessment.Assignment, error) {
	return list[assessment.Assignment](ctx, s, "listing the assignments", table.Query{PK: beside(country, file), Prefix: "B#", Reading: table.Strong})
}

// SaveAssignment writes an assignment whose author saw Version-1.
func (s *Store) SaveAssignment(ctx context.Context, country, file string, g *assessment.Assignment, e assessment.Event) error {
	op, err := put(key(beside(country, file), "B#"+g.Body), stamp{version: g.Version}.String(), g, seen(g.Version-1))
	if err != nil {
		return err
	}
	return s.withEvent(ctx, "assigning", country, e, op)
}

// SignOffs lists the sign-offs of a file by section.
func (s *Store) SignOffs(ctx context.Context, country, file string) ([]assessment.SignOff, error) {
	return list[assessment.SignOff](ctx, s, "listing the sign-offs", table.Query{PK: beside(country, file), Prefix: "O#", Reading: table.Strong})
}

// SaveSignOff writes a sign-off whose author saw Version-1.
func (s *Store) SaveSignOff(ctx context.Context, country, file string, o *assessment.SignOff, e assessment.Event) error {
	op, err := put(key(beside(country, file), "O#"+o.Section), stamp{version: o.Version}.String(), o, seen(o.Version-1))
	if err != nil {
		return err
	}
	return s.withEvent(ctx, "signing off", country, e, op)
}

// Comments lists the comments on a question, or on all with "", in no order.
func (s *Store) Comments(ctx context.Context, country, file, question string) ([]assessment.Comment, error) {
	return list[assessment.Comment](ctx, s, "listing the comments", table.Query{PK: beside(country, file), Prefix: under("C#", question), Reading: table.Strong})
}

// under is the prefix of what stands under a question, or under all with "".
func under(prefix, question string) string {
	if question == "" {
		return prefix
	}
	return prefix + question + "#"
}

// SaveComment writes a comment whose author saw Version-1.
func (s *Store) SaveComment(ctx context.Context, a assessment.Act, file string, c *assessment.Comment) error {
	op, err := put(key(beside(a.Country, file), "C#"+c.Question+"#"+c.ID), stamp{version: c.Version}.String(), c, seen(c.Version-1))
	if err != nil {
		return err
	}
	return s.withKey(ctx, "saving the comment", a, c.ID, op)
}

// Plan lists the items of a file's plan in no order.
func (s *Store) Plan(ctx context.Context, country, file string) ([]assessment.PlanItem, error) {
	return list[assessment.PlanItem](ctx, s, "reading the plan", table.Query{PK: beside(country, file), Prefix: "T#", Reading: table.Strong})
}

// SavePlanItem writes an item whose author saw Version-1.
func (s *Store) SavePlanItem(ctx context.Context, a assessment.Act, file string, item *assessment.PlanItem) error {
	op, err := put(key(beside(a.Country, file), "T#"+item.ID), stamp{version: item.Version}.String(), item, seen(item.Version-1))
	if err != nil {
		return err
	}
	return s.withKey(ctx, "saving the plan", a, item.ID, op)
}

// withKey carries out operations that have no event, once under the
// idempotency key of the call, if it has one. about is what they make.
func (s *Store) withKey(ctx context.Context, doing string, a assessment.Act, about string, ops ...table.Op) error {
	if a.Request != "" {
		op, err := put(onceKey(a.By, a.Request), "1", once{a.Print, about}, table.Absent())
		if err != nil {
			return err
		}
		ops = append(ops, op)
	}
	return s.unless(ctx, doing, assessment.Event{By: a.By, Key: a.Request, Print: a.Print}, s.write(ctx, doing, ops...))
}

// Pairs lists the pairs of a file by question.
func (s *Store) Pairs(ctx context.Context, country, file string) ([]assessment.Pair, error) {
	return list[assessment.Pair](ctx, s, "listing the pairs", table.Query{PK: beside(country, file), Prefix: "X#", Reading: table.Strong})
}

// Pair reads one pair. It is read before every save of a contributor.
func (s *Store) Pair(ctx context.Context, country, file, question string) (*assessment.Pair, error) {
	p := &assessment.Pair{}
	_, err := s.get(ctx, "reading the pair", key(beside(country, file), "X#"+question), table.Strong, p)
	return p, err
}

// SavePair writes a pair whose author saw Version-1, and keeps its position for
// good.
func (s *Store) SavePair(ctx context.Context, country, file string, p *assessment.Pair, e assessment.Event) error {
	op, err := put(key(beside(country, file), "X#"+p.Question), stamp{version: p.Version}.String(), p, seen(p.Version-1))
	if err != nil {
		return err
	}
	ops := []table.Op{op}
	if p.Position != nil {
		position, err := put(key(beside(country, file), fmt.Sprintf("Z#%s#%05d", p.Question, p.Version)), "1", p.Position, table.Absent())
		if err != nil {
			return err
		}
		ops = append(ops, position)
	}
	return s.withEvent(ctx, "saving the pair", country, e, ops...)
}

// Positions lists every position that was recorded on a question, oldest first.
func (s *Store) Positions(ctx context.Context, country, file, question string) ([]assessment.Position, error) {
	return list[assessment.Position](ctx, s, "listing the positions", table.Query{PK: beside(country, file), Prefix: "Z#" + question + "#", Reading: table.Strong})
}

// Replies lists the replies to a question, or to all with "", by body.
func (s *Store) Replies(ctx context.Context, country, file, question string) ([]assessment.Reply, error) {
	return list[assessment.Reply](ctx, s, "listing the replies", table.Query{PK: beside(country, file), Prefix: under("Y#", question), Reading: table.Strong})
}

// SaveReply writes a reply whose author saw Version-1.
func (s *Store) SaveReply(ctx context.Context, country, file string, r *assessment.Reply) error {
	const doing = "saving the reply"
	op, err := put(key(beside(country, file), "Y#"+r.Question+"#"+r.Body), stamp{version: r.Version}.String(), r, seen(r.Version-1))
	if err != nil {
		return err
	}
	return conflict(doing, s.write(ctx, doing, op))
}

func instrumentKey(id string, version int) string { return fmt.Sprintf("L#%s#%05d", id, version) }

// Instruments lists every version of every instrument, by id and version.
func (s *Store) Instruments(ctx context.Context, country string) ([]assessment.Instrument, error) {
	return list[assessment.Instrument](ctx, s, "reading the ledger of law", table.Query{PK: private(country), Prefix: "L#", Reading: table.Strong})
}

// SaveInstrument adds the version after the one its author saw. A version that
// stands is never written again, since answers cite it.
func (s *Store) SaveInstrument(ctx context.Context, country string, i *assessment.Instrument, e assessment.Event) error {
	op, err := put(key(private(country), instrumentKey(i.ID, i.Version)), "1", i, table.Absent())
	if err != nil {
		return err
	}
	ops := []table.Op{op}
	if i.Version > 1 {
		before := table.Item{Key: key(private(country), instrumentKey(i.ID, i.Version-1))}
		ops = append(ops, table.Op{Kind: table.Check, Item: before, If: table.Present()})
	}
	return s.withEvent(ctx, "saving the instrument", country, e, ops...)
}

// lawPart is the name of the part of a submission that holds what it cites.
const lawPart = "~law"

// putLaw makes the operations that append what a submission cites.
func putLaw(partition string, law *assessment.Law) ([]table.Op, error) {
	if law == nil {
		return nil, nil
	}
	return blobs(partition, lawPart, law)
}

// takeLaw takes what a submission cites out of its parts; nil for nothing.
func takeLaw(doing string, parts map[string][]byte) (*assessment.Law, error) {
	data, ok := parts[lawPart]
	if !ok {
		return nil, nil
	}
	delete(parts, lawPart)
	law := &assessment.Law{}
	if err := decode(doing, table.Item{Key: table.Key{SK: lawPart}, Body: data}, law); err != nil {
		return nil, err
	}
	return law, nil
}
