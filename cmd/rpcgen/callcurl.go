package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// A curlLine takes the place of the network: it makes a curl command of the request
// and sends nothing.
type curlLine struct {
	header http.Header // what -H gave
	text   string      // "" before there was a request
}

var errShown = errors.New("the request is shown, not sent")

// RoundTrip implements [http.RoundTripper].
func (c *curlLine) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	args := []string{"curl", "-sS", "-H", "Content-Type: " + r.Header.Get("Content-Type")}
	names := []string{}
	for name := range c.header {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range c.header[name] {
			args = append(args, "-H", fmt.Sprintf("%s: %s", name, value))
		}
	}
	// --data-raw makes it a POST, and takes an @ for an @.
	args = append(args, "--data-raw", string(body), r.URL.String())
	for i, arg := range args {
		args[i] = shellQuote(arg)
	}
	c.text = strings.Join(args, " ")
	return nil, errShown
}

// shellQuote returns a word as POSIX shells read it (POSIX XCU 2.2.2).
func shellQuote(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:,", r)
	}
	if word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !plain(r) }) {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}
