// Package model is one of two with this name.
package model

// A User is a user.
type User struct {
	Name string `json:"name"`
}
