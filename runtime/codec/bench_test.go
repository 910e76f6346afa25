package codec

import (
	"encoding/json"
	"strconv"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/runtime"
)

type benchRequest struct {
	runtime.BaseRequest
	ISBN   string `json:"isbn"`
	Days   int    `json:"days"`
	Urgent bool   `json:"urgent"`
}

type benchRecord struct {
	ID      int               `json:"id"`
	Name    string            `json:"name"`
	Email   string            `json:"email"`
	Score   float64           `json:"score"`
	Active  bool              `json:"active"`
	Created time.Time         `json:"created"`
	Tags    []string          `json:"tags"`
	Address benchAddress      `json:"address"`
	Extra   map[string]string `json:"extra"`
	Note    *string           `json:"note,omitempty"`
}

type benchAddress struct {
	Street string `json:"street"`
	City   string `json:"city"`
	Zip    string `json:"zip"`
}

type benchResponse struct {
	runtime.BaseResponse
	Records []benchRecord `json:"records"`
}

func smallRequest() *benchRequest {
	return &benchRequest{ISBN: "978-3-16-148410-0", Days: 14, Urgent: true}
}

func hundredRecords() *benchResponse {
	res := &benchResponse{}
	note := "seldom at home"
	for i := range 100 {
		r := benchRecord{
			ID: i, Name: "Reader Number " + strconv.Itoa(i), Email: "reader" + strconv.Itoa(i) + "@example.org",
			Score: float64(i) * 1.25, Active: i%2 == 0, Created: time.Unix(1.6e9+int64(i), 0).UTC(),
			Tags:    []string{"adult", "science", "grüße"},
			Address: benchAddress{Street: "Long Street 12", City: "Springfield", Zip: "01234"},
			Extra:   map[string]string{"card": "A-1", "branch": "north"},
		}
		if i%3 == 0 {
			r.Note = &note
		}
		res.Records = append(res.Records, r)
	}
	return res
}

func BenchmarkAppend(b *testing.B) {
	for name, v := range map[string]any{"small": smallRequest(), "records": hundredRecords()} {
		b.Run(name+"/ours", func(b *testing.B) {
			b.ReportAllocs()
			var buf []byte
			var err error
			for b.Loop() {
				if buf, err = JSON.Append(buf[:0], v); err != nil {
					b.Fatal(err)
				}
			}
			b.SetBytes(int64(len(buf)))
		})
		b.Run(name+"/std", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := json.Marshal(v); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	bench(b, "small", smallRequest())
	bench(b, "records", hundredRecords())
}

func bench[T any](b *testing.B, name string, v *T) {
	data, err := JSON.Append(nil, v)
	if err != nil {
		b.Fatal(err)
	}
	b.Run(name+"/ours", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if err := JSON.Decode(data, new(T)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run(name+"/std", func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if err := json.Unmarshal(data, new(T)); err != nil {
				b.Fatal(err)
			}
		}
	})
}
