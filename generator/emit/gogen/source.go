package gogen

import "bytes"

// A source is Go text that is written line by line, as gofmt would have it. It is
// for the codecs: they are most of the output, each the same but for some words, and
// a tree of each statement would take more time and memory than all the rest.
type source struct{ bytes.Buffer }

// add adds a line of several parts behind tabs.
func (s *source) add(tabs int, parts ...string) {
	for range tabs {
		s.WriteByte('\t')
	}
	for _, p := range parts {
		s.WriteString(p)
	}
	s.WriteByte('\n')
}

// declare adds a declaration with its comment. What write adds is odd if it says so:
// then gofmt does the rest.
func (s *source) declare(doc string, write func() (odd bool)) {
	if s.Len() > 0 {
		s.add(0)
	}
	start := s.Len()
	s.add(0, comment(doc))
	if odd := write(); odd || !plain(doc) {
		text := gofmt(bytes.Clone(s.Bytes()[start:]))
		s.Truncate(start)
		s.Write(text)
	}
}
