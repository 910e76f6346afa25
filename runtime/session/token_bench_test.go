package session

import "testing"

func BenchmarkToken(b *testing.B) {
	key := testKey()
	b.Run("mint", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			tok, err := key.sign(1)
			if err != nil || tok.text() == "" {
				b.Fatal(err)
			}
		}
	})
	tok, err := key.sign(1)
	if err != nil {
		b.Fatal(err)
	}
	text := tok.text()
	b.Run("check", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			got, ok := parseToken(text)
			if !ok || !key.verify(&got) {
				b.Fatal("refused")
			}
		}
	})
	b.Run("id", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = tok.id("")
		}
	})
}
