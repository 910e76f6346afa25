package runtime

// A BaseRequest is embedded in every request. It carries the client's cookie.
type BaseRequest struct {
	// Cookie is what the client has stored, nil if it has stored nothing. It
	// comes from outside: all of it but the session id is input like any other.
	Cookie *Cookie `json:"__cookie,omitempty"`
}

func (b *BaseRequest) requestBase() *BaseRequest { return b }

// A BaseResponse is embedded in every response. It carries the cookie that the
// client shall store.
type BaseResponse struct {
	// Cookie is what the client shall store: nil leaves the client's cookie
	// alone, an empty one clears it.
	Cookie *Cookie `json:"__cookie,omitempty"`
}

func (b *BaseResponse) responseBase() *BaseResponse { return b }

// A Request is a pointer to a struct that embeds [BaseRequest]. There is no
// other way to implement it.
type Request interface{ requestBase() *BaseRequest }

// A Response is a pointer to a struct that embeds [BaseResponse]. There is no
// other way to implement it.
type Response interface{ responseBase() *BaseResponse }
