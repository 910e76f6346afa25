package emit

import "testing"

func TestExported(t *testing.T) {
	for name, want := range map[string]string{
		"isbn": "ISBN", "id": "ID", "userId": "UserID", "userID": "UserID", "user_id": "UserID", "url": "URL",
		"httpServer": "HTTPServer", "HTTPServer": "HTTPServer", "ids": "IDs", "imageUrls": "ImageURLs", "idea": "Idea",
		"x": "X", "_x": "X", "x1": "X1", "arg1": "Arg1", "_1": "X1", "größe": "Größe", "名": "X名", "utf8": "UTF8",
		"aB": "AB", "loan": "Loan", "days": "Days", "os": "Os", "result": "Result",
	} {
		if got := Exported(name); got != want {
			t.Errorf("Exported(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestLowerCamel(t *testing.T) {
	for name, want := range map[string]string{
		"ISBN": "isbn", "ID": "id", "UserID": "userID", "HTTPServer": "httpServer", "IDs": "ids", "X": "x", "X1": "x1",
		"Größe": "größe", "X名": "x名", "UTF8": "utf8", "Loan": "loan", "URLStore": "urlStore", "AB": "ab", "": "", "x": "x",
	} {
		if got := LowerCamel(name); got != want {
			t.Errorf("LowerCamel(%q) = %q, want %q", name, got, want)
		}
	}
}
