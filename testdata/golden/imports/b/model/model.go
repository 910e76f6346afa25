// Package model is one of two with this name.
package model

// A User is a user.
type User struct {
	Age int `json:"age"`
}
