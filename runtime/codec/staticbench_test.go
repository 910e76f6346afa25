package codec

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

type greetRequest struct {
	runtime.BaseRequest
	Name string `json:"name"`
	N    int64  `json:"n"`
}

type listRecord struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name"`
	Email     string    `json:"email"`
	Tags      []string  `json:"tags"`
	CreatedAt time.Time `json:"createdAt"`
	Balance   float64   `json:"balance"`
	Active    bool      `json:"active"`
}

type listResponse struct {
	runtime.BaseResponse
	Records []listRecord `json:"records"`
}

var greetRequestFields = Fields[greetRequest]("__cookie,optional", "name", "n")

func writeGreetRequest(w *Writer, v *greetRequest) {
	w.Open(greetRequestFields)
	w.Cookie(v.Cookie)
	w.Name(`"name":`)
	WriteString(w, &v.Name)
	w.Text(`,"n":`)
	WriteInt(w, &v.N)
	w.Close()
}

func readGreetRequest(r *Reader, v *greetRequest) {
	for o := r.Object(greetRequestFields); o.Next(r); {
		switch o.Field {
		case 0:
			ReadCookie(r, &v.Cookie)
		case 1:
			ReadString(r, &v.Name)
		case 2:
			ReadInt(r, &v.N)
		}
	}
}

var listRecordFields = Fields[listRecord]("id", "name", "email", "tags", "createdAt", "balance", "active")

func writeListRecord(w *Writer, v *listRecord) {
	w.Open(listRecordFields)
	w.Text(`"id":`)
	WriteInt(w, &v.ID)
	w.Text(`,"name":`)
	WriteString(w, &v.Name)
	w.Text(`,"email":`)
	WriteString(w, &v.Email)
	w.Text(`,"tags":`)
	WriteList(w, &v.Tags, WriteString)
	w.Text(`,"createdAt":`)
	WriteTime(w, &v.CreatedAt)
	w.Text(`,"balance":`)
	WriteFloat(w, &v.Balance)
	w.Text(`,"active":`)
	WriteBool(w, &v.Active)
	w.Close()
}

func readListRecord(r *Reader, v *listRecord) {
	for o := r.Object(listRecordFields); o.Next(r); {
		switch o.Field {
		case 0:
			ReadInt(r, &v.ID)
		case 1:
			ReadString(r, &v.Name)
		case 2:
			ReadString(r, &v.Email)
		case 3:
			ReadStrings(r, &v.Tags)
		case 4:
			ReadTime(r, &v.CreatedAt)
		case 5:
			ReadFloat(r, &v.Balance)
		case 6:
			ReadBool(r, &v.Active)
		}
	}
}

var listResponseFields = Fields[listResponse]("__cookie,optional", "records")

func writeListResponse(w *Writer, v *listResponse) {
	w.Open(listResponseFields)
	w.Cookie(v.Cookie)
	w.Name(`"records":`)
	WriteList(w, &v.Records, writeListRecord)
	w.Close()
}

func readListResponse(r *Reader, v *listResponse) {
	for o := r.Object(listResponseFields); o.Next(r); {
		switch o.Field {
		case 0:
			ReadCookie(r, &v.Cookie)
		case 1:
			ReadList(r, &v.Records, readListRecord)
		}
	}
}

func init() {
	Register(writeGreetRequest, readGreetRequest)
	Register(writeListResponse, readListResponse)
}

func greet() *greetRequest {
	v := &greetRequest{Name: "Ada Lovelace", N: 4711}
	v.Cookie = &runtime.Cookie{SessionID: "0123456789abcdef0123456789abcdef"}
	return v
}

func listOf100() *listResponse {
	v := &listResponse{}
	v.Cookie = &runtime.Cookie{SessionID: "0123456789abcdef0123456789abcdef"}
	for i := range 100 {
		v.Records = append(v.Records, listRecord{
			ID: int64(1000000 + i), Name: "Reader Number " + strconv.Itoa(i), Email: "reader" + strconv.Itoa(i) + "@example.org",
			Tags: []string{"alpha", "beta", "gamma"}, CreatedAt: time.Unix(1.6e9+int64(i)*3600, 0).UTC(),
			Balance: float64(i)*12.5 + 0.25, Active: i%2 == 0,
		})
	}
	return v
}

func BenchmarkStatic(b *testing.B) {
	staticBench(b, "W1", greet())
	staticBench(b, "W3", listOf100())
}

func staticBench[T any](b *testing.B, name string, v *T) {
	data, err := JSON.Append(nil, v)
	if err != nil {
		b.Fatal(err)
	}
	b.Run(name+"/enc", func(b *testing.B) {
		b.ReportAllocs()
		var buf []byte
		for b.Loop() {
			buf, _ = JSON.Append(buf[:0], v)
		}
	})
	b.Run(name+"/dec", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := JSON.Decode(data, new(T)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run(name+"/stdenc", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = json.Marshal(v)
		}
	})
	b.Run(name+"/stddec", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := json.Unmarshal(data, new(T)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
