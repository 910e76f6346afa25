package tsrpc

import (
	"encoding/json"
	"strings"
)

// A record is what a run tells the next one beside the schemas. It is a line of
// comment in serviceProto.ts, which is nothing to TypeScript and to tsrpc-cli.
type record struct {
	// Files are the files for the types of each package, by the package's path. A name
	// is never given to another package.
	Files map[string]string `json:"files"`
	// Next is from where on ids are free in a scope, where some of the ids before have
	// been given to what is gone.
	Next map[string]int `json:"next,omitempty"`
}

// recordPrefix starts the line with the record.
const recordPrefix = "// Keep this line. It is why no id is ever given to something else: "

// line returns r as a line of comment. The JSON has no line breaks of any kind in it.
func (r record) line() string {
	data, err := json.Marshal(r)
	if err != nil {
		return recordPrefix + "{}" // which cannot be, with strings and numbers
	}
	return recordPrefix + string(data)
}

// readRecord finds the record among the lines of a file.
func readRecord(text string) (r record, found bool, err error) {
	for line := range strings.Lines(text) {
		if rest, ok := strings.CutPrefix(line, recordPrefix); ok {
			err := json.Unmarshal([]byte(rest), &r)
			return r, true, err
		}
	}
	return r, false, nil
}
