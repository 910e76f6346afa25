// Package base has the name of a file that the serviceProto needs for itself, and so do
// its types.
package base

// A Cookie is to eat.
type Cookie struct {
	Crumbs int `json:"crumbs"`
}

// A Request is no base.
type Request struct {
	Wanted Cookie `json:"wanted"`
}

// A ServiceType is one that serviceProto.ts declares too.
type ServiceType string
