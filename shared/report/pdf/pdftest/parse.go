package pdftest

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// Values of PDF: Dict, Array, Name, Ref, Stream, string, float64, bool, nil, and
// Operator in the content of a page.
type (
	Dict     map[string]any
	Array    []any
	Name     string
	Ref      int
	Operator string
	Stream   struct {
		Dict Dict
		Data []byte // unpacked
	}
)

// parser reads values one after the other.
type parser struct {
	data []byte
	at   int
}

func (p *parser) space() {
	for p.at < len(p.data) {
		switch c := p.data[p.at]; {
		case c == '%':
			for p.at < len(p.data) && p.data[p.at] != '\n' {
				p.at++
			}
		case strings.IndexByte(" \t\r\n\f\x00", c) >= 0:
			p.at++
		default:
			return
		}
	}
}

func (p *parser) more() bool {
	p.space()
	return p.at < len(p.data)
}

func (p *parser) has(sign string) bool {
	if !bytes.HasPrefix(p.data[p.at:], []byte(sign)) {
		return false
	}
	p.at += len(sign)
	return true
}

// value reads the next value. It panics with an error for what is none.
func (p *parser) value() any {
	p.space()
	switch {
	case p.at >= len(p.data):
		panic(fmt.Errorf("a value is missing at byte %d", p.at))
	case p.has("<<"):
		d := Dict{}
		for p.space(); !p.has(">>"); p.space() {
			key, ok := p.value().(Name)
			if !ok {
				panic(fmt.Errorf("a key is no name at byte %d", p.at))
			}
			if _, twice := d[string(key)]; twice {
				panic(fmt.Errorf("the key %s stands twice at byte %d", key, p.at))
			}
			d[string(key)] = p.value()
		}
		return d
	case p.has("["):
		a := Array{}
		for p.space(); !p.has("]"); p.space() {
			a = append(a, p.value())
		}
		return a
	case p.has("<"):
		end := bytes.IndexByte(p.data[p.at:], '>')
		text, err := hex.DecodeString(string(p.data[p.at : p.at+end]))
		if err != nil {
			panic(err)
		}
		p.at += end + 1
		return string(text)
	case p.has("("): // those that are written hold no brackets and no escapes
		end := bytes.IndexByte(p.data[p.at:], ')')
		p.at += end + 1
		return string(p.data[p.at-end-1 : p.at-1])
	case p.has("/"):
		return Name(p.word())
	}
	return p.plain(p.word())
}

func (p *parser) word() string {
	begin := p.at
	for p.at < len(p.data) && strings.IndexByte(" \t\r\n\f\x00()<>[]{}/%", p.data[p.at]) < 0 {
		p.at++
	}
	return string(p.data[begin:p.at])
}

// plain is a number, a reference, a word of its own or an operator.
func (p *parser) plain(word string) any {
	switch word {
	case "":
		panic(fmt.Errorf("a sign without meaning at byte %d", p.at))
	case "true", "false":
		return word == "true"
	case "null":
		return nil
	}
	n, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return Operator(word)
	}
	back := p.at
	p.space()
	if generation := p.word(); generation == "0" {
		if p.space(); p.has("R") {
			return Ref(n)
		}
	}
	p.at = back
	return n
}
