package large

import (
	"context"
	"testing"
	"time"

	"github.com/rpcgen/rpcgen/testdata/internal/roundtrip"
)

type impl struct{}

func (impl) ListAuthors(_ context.Context, filter, token string, limit int) ([]Author, string, error) {
	return []Author{{ID: int64(limit), Name: filter, Tags: []string{}}}, token, nil
}
func (impl) GetAuthor(_ context.Context, id int64) (Author, error) {
	return Author{ID: id, Made: time.Unix(id, 0).UTC(), Tags: []string{"t"}}, nil
}
func (impl) CreateAuthor(_ context.Context, v Author) (Author, error) { return v, nil }
func (impl) UpdateAuthor(_ context.Context, id int64, v *Author, fields ...string) (*Author, error) {
	v.ID, v.Tags = id, fields
	return v, nil
}
func (impl) DeleteAuthor(context.Context, int64) error { return nil }

func (impl) ListBooks(_ context.Context, filter, token string, limit int) ([]Book, string, error) {
	return []Book{{ID: int64(limit), Name: filter, Tags: []string{}}}, token, nil
}
func (impl) GetBook(_ context.Context, id int64) (Book, error) {
	return Book{ID: id, Made: time.Unix(id, 0).UTC(), Tags: []string{"t"}}, nil
}
func (impl) CreateBook(_ context.Context, v Book) (Book, error) { return v, nil }
func (impl) UpdateBook(_ context.Context, id int64, v *Book, fields ...string) (*Book, error) {
	v.ID, v.Tags = id, fields
	return v, nil
}
func (impl) DeleteBook(context.Context, int64) error { return nil }

func (impl) ListBranches(_ context.Context, filter, token string, limit int) ([]Branch, string, error) {
	return []Branch{{ID: int64(limit), Name: filter, Tags: []string{}}}, token, nil
}
func (impl) GetBranch(_ context.Context, id int64) (Branch, error) {
	return Branch{ID: id, Made: time.Unix(id, 0).UTC(), Tags: []string{"t"}}, nil
}
func (impl) CreateBranch(_ context.Context, v Branch) (Branch, error) { return v, nil }
func (impl) UpdateBranch(_ context.Context, id int64, v *Branch, fields ...string) (*Branch, error) {
	v.ID, v.Tags = id, fields
	return v, nil
}
func (impl) DeleteBranch(context.Context, int64) error { return nil }

func (impl) ListCopies(_ context.Context, filter, token string, limit int) ([]Copy, string, error) {
	return []Copy{{ID: int64(limit), Name: filter, Tags: []string{}}}, token, nil
}
func (impl) GetCopy(_ context.Context, id int64) (Copy, error) {
	return Copy{ID: id, Made: time.Unix(id, 0).UTC(), Tags: []string{"t"}}, nil
}
func (impl) CreateCopy(_ context.Context, v Copy) (Copy, error) { return v, nil }
func (impl) UpdateCopy(_ context.Context, id int64, v *Copy, fields ...string) (*Copy, error) {
	v.ID, v.Tags = id, fields
	return v, nil
}
func (impl) DeleteCopy(context.Context, int64) error { return nil }

func (impl) ListFines(_ context.Context, filter, token string, limit int) ([]Fine, string, error) {
	return []Fine{{ID: int64(limit), Name: filter, Tags: []string{}}}, token, nil
}
func (impl) GetFine(_ context.Context, id int64) (Fine, error) {
	return Fine{ID: id, Made: time.Unix(id, 0).UTC(), Tags: []string{"t"}}, nil
}
func (impl) CreateFine(_ context.Context, v Fine) (Fine, error) { return v, nil }
func (impl) UpdateFine(_ context.Context, id int64, v *Fine, fields ...string) (*Fine, error) {
	v.ID, v.Tags = id, fields
	return v, nil
}
func (impl) DeleteFine(context.Context, int64) error { return nil }

func (impl) ListLoans(_ context.Context, filter, token string, limit int) ([]Loan, string, error) {
	return []Loan{{ID: int64(limit), Name: filter, Tags: []string{}}}, token, nil
}
func (impl) GetLoan(_ context.Context, id int64) (Loan, error) {
	return Loan{ID: id, Made: time.Unix(id, 0).UTC(), Tags: []string{"t"}}, nil
}
func (impl) CreateLoan(_ context.Context, v Loan) (Loan, error) { return v, nil }
func (impl) UpdateLoan(_ context.Context, id int64, v *Loan, fields ...string) (*Loan, error) {
	v.ID, v.Tags = id, fields
	return v, nil
}
func (impl) DeleteLoan(context.Context, int64) error { return nil }

func (impl) ListMembers(_ context.Context, filter, token string, limit int) ([]Member, string, error) {
	return []Member{{ID: int64(limit), Name: filter, Tags: []string{}}}, token, nil
}
func (impl) GetMember(_ context.Context, id int64) (Member, error) {
	return Member{ID: id, Made: time.Unix(id, 0).UTC(), Tags: []string{"t"}}, nil
}
func (impl) CreateMember(_ context.Context, v Member) (Member, error) { return v, nil }
func (impl) UpdateMember(_ context.Context, id int64, v *Member, fields ...string) (*Member, error) {
	v.ID, v.Tags = id, fields
	return v, nil
}
func (impl) DeleteMember(context.Context, int64) error { return nil }

func (impl) ListReviews(_ context.Context, filter, token string, limit int) ([]Review, string, error) {
	return []Review{{ID: int64(limit), Name: filter, Tags: []string{}}}, token, nil
}
func (impl) GetReview(_ context.Context, id int64) (Review, error) {
	return Review{ID: id, Made: time.Unix(id, 0).UTC(), Tags: []string{"t"}}, nil
}
func (impl) CreateReview(_ context.Context, v Review) (Review, error) { return v, nil }
func (impl) UpdateReview(_ context.Context, id int64, v *Review, fields ...string) (*Review, error) {
	v.ID, v.Tags = id, fields
	return v, nil
}
func (impl) DeleteReview(context.Context, int64) error { return nil }

func (impl) ListShelves(_ context.Context, filter, token string, limit int) ([]Shelf, string, error) {
	return []Shelf{{ID: int64(limit), Name: filter, Tags: []string{}}}, token, nil
}
func (impl) GetShelf(_ context.Context, id int64) (Shelf, error) {
	return Shelf{ID: id, Made: time.Unix(id, 0).UTC(), Tags: []string{"t"}}, nil
}
func (impl) CreateShelf(_ context.Context, v Shelf) (Shelf, error) { return v, nil }
func (impl) UpdateShelf(_ context.Context, id int64, v *Shelf, fields ...string) (*Shelf, error) {
	v.ID, v.Tags = id, fields
	return v, nil
}
func (impl) DeleteShelf(context.Context, int64) error { return nil }

func (impl) ListTags(_ context.Context, filter, token string, limit int) ([]Tag, string, error) {
	return []Tag{{ID: int64(limit), Name: filter, Tags: []string{}}}, token, nil
}
func (impl) GetTag(_ context.Context, id int64) (Tag, error) {
	return Tag{ID: id, Made: time.Unix(id, 0).UTC(), Tags: []string{"t"}}, nil
}
func (impl) CreateTag(_ context.Context, v Tag) (Tag, error) { return v, nil }
func (impl) UpdateTag(_ context.Context, id int64, v *Tag, fields ...string) (*Tag, error) {
	v.ID, v.Tags = id, fields
	return v, nil
}
func (impl) DeleteTag(context.Context, int64) error { return nil }

func TestLibrary(t *testing.T) {
	roundtrip.Run(t, RegisterLibrary, Library(impl{}), NewLibraryClient, func(t *testing.T, c *LibraryClient) {
		ctx := t.Context()
		listAuthors, next, err := c.ListAuthors(ctx, "f", "t", 10)
		roundtrip.Same(t, err, listAuthors, []Author{{ID: 10, Name: "f", Tags: []string{}}})
		roundtrip.Same(t, err, next, "t")
		getAuthor, err := c.GetAuthor(ctx, 7)
		roundtrip.Same(t, err, getAuthor, Author{ID: 7, Made: time.Unix(7, 0).UTC(), Tags: []string{"t"}})
		roundtrip.Echo(t, c.CreateAuthor, Author{Name: "n", Tags: []string{"a"}, Extra: map[string]string{"k": "v"}})
		updateAuthor, err := c.UpdateAuthor(ctx, 8, &Author{Name: "n"}, "name")
		roundtrip.Same(t, err, updateAuthor, &Author{ID: 8, Name: "n", Tags: []string{"name"}})
		if err := c.DeleteAuthor(ctx, 9); err != nil {
			t.Error(err)
		}

		listBooks, next, err := c.ListBooks(ctx, "f", "t", 10)
		roundtrip.Same(t, err, listBooks, []Book{{ID: 10, Name: "f", Tags: []string{}}})
		roundtrip.Same(t, err, next, "t")
		getBook, err := c.GetBook(ctx, 7)
		roundtrip.Same(t, err, getBook, Book{ID: 7, Made: time.Unix(7, 0).UTC(), Tags: []string{"t"}})
		roundtrip.Echo(t, c.CreateBook, Book{Name: "n", Tags: []string{"a"}, Extra: map[string]string{"k": "v"}})
		updateBook, err := c.UpdateBook(ctx, 8, &Book{Name: "n"}, "name")
		roundtrip.Same(t, err, updateBook, &Book{ID: 8, Name: "n", Tags: []string{"name"}})
		if err := c.DeleteBook(ctx, 9); err != nil {
			t.Error(err)
		}

		listBranches, next, err := c.ListBranches(ctx, "f", "t", 10)
		roundtrip.Same(t, err, listBranches, []Branch{{ID: 10, Name: "f", Tags: []string{}}})
		roundtrip.Same(t, err, next, "t")
		getBranch, err := c.GetBranch(ctx, 7)
		roundtrip.Same(t, err, getBranch, Branch{ID: 7, Made: time.Unix(7, 0).UTC(), Tags: []string{"t"}})
		roundtrip.Echo(t, c.CreateBranch, Branch{Name: "n", Tags: []string{"a"}, Extra: map[string]string{"k": "v"}})
		updateBranch, err := c.UpdateBranch(ctx, 8, &Branch{Name: "n"}, "name")
		roundtrip.Same(t, err, updateBranch, &Branch{ID: 8, Name: "n", Tags: []string{"name"}})
		if err := c.DeleteBranch(ctx, 9); err != nil {
			t.Error(err)
		}

		listCopies, next, err := c.ListCopies(ctx, "f", "t", 10)
		roundtrip.Same(t, err, listCopies, []Copy{{ID: 10, Name: "f", Tags: []string{}}})
		roundtrip.Same(t, err, next, "t")
		getCopy, err := c.GetCopy(ctx, 7)
		roundtrip.Same(t, err, getCopy, Copy{ID: 7, Made: time.Unix(7, 0).UTC(), Tags: []string{"t"}})
		roundtrip.Echo(t, c.CreateCopy, Copy{Name: "n", Tags: []string{"a"}, Extra: map[string]string{"k": "v"}})
		updateCopy, err := c.UpdateCopy(ctx, 8, &Copy{Name: "n"}, "name")
		roundtrip.Same(t, err, updateCopy, &Copy{ID: 8, Name: "n", Tags: []string{"name"}})
		if err := c.DeleteCopy(ctx, 9); err != nil {
			t.Error(err)
		}

		listFines, next, err := c.ListFines(ctx, "f", "t", 10)
		roundtrip.Same(t, err, listFines, []Fine{{ID: 10, Name: "f", Tags: []string{}}})
		roundtrip.Same(t, err, next, "t")
		getFine, err := c.GetFine(ctx, 7)
		roundtrip.Same(t, err, getFine, Fine{ID: 7, Made: time.Unix(7, 0).UTC(), Tags: []string{"t"}})
		roundtrip.Echo(t, c.CreateFine, Fine{Name: "n", Tags: []string{"a"}, Extra: map[string]string{"k": "v"}})
		updateFine, err := c.UpdateFine(ctx, 8, &Fine{Name: "n"}, "name")
		roundtrip.Same(t, err, updateFine, &Fine{ID: 8, Name: "n", Tags: []string{"name"}})
		if err := c.DeleteFine(ctx, 9); err != nil {
			t.Error(err)
		}

		listLoans, next, err := c.ListLoans(ctx, "f", "t", 10)
		roundtrip.Same(t, err, listLoans, []Loan{{ID: 10, Name: "f", Tags: []string{}}})
		roundtrip.Same(t, err, next, "t")
		getLoan, err := c.GetLoan(ctx, 7)
		roundtrip.Same(t, err, getLoan, Loan{ID: 7, Made: time.Unix(7, 0).UTC(), Tags: []string{"t"}})
		roundtrip.Echo(t, c.CreateLoan, Loan{Name: "n", Tags: []string{"a"}, Extra: map[string]string{"k": "v"}})
		updateLoan, err := c.UpdateLoan(ctx, 8, &Loan{Name: "n"}, "name")
		roundtrip.Same(t, err, updateLoan, &Loan{ID: 8, Name: "n", Tags: []string{"name"}})
		if err := c.DeleteLoan(ctx, 9); err != nil {
			t.Error(err)
		}

		listMembers, next, err := c.ListMembers(ctx, "f", "t", 10)
		roundtrip.Same(t, err, listMembers, []Member{{ID: 10, Name: "f", Tags: []string{}}})
		roundtrip.Same(t, err, next, "t")
		getMember, err := c.GetMember(ctx, 7)
		roundtrip.Same(t, err, getMember, Member{ID: 7, Made: time.Unix(7, 0).UTC(), Tags: []string{"t"}})
		roundtrip.Echo(t, c.CreateMember, Member{Name: "n", Tags: []string{"a"}, Extra: map[string]string{"k": "v"}})
		updateMember, err := c.UpdateMember(ctx, 8, &Member{Name: "n"}, "name")
		roundtrip.Same(t, err, updateMember, &Member{ID: 8, Name: "n", Tags: []string{"name"}})
		if err := c.DeleteMember(ctx, 9); err != nil {
			t.Error(err)
		}

		listReviews, next, err := c.ListReviews(ctx, "f", "t", 10)
		roundtrip.Same(t, err, listReviews, []Review{{ID: 10, Name: "f", Tags: []string{}}})
		roundtrip.Same(t, err, next, "t")
		getReview, err := c.GetReview(ctx, 7)
		roundtrip.Same(t, err, getReview, Review{ID: 7, Made: time.Unix(7, 0).UTC(), Tags: []string{"t"}})
		roundtrip.Echo(t, c.CreateReview, Review{Name: "n", Tags: []string{"a"}, Extra: map[string]string{"k": "v"}})
		updateReview, err := c.UpdateReview(ctx, 8, &Review{Name: "n"}, "name")
		roundtrip.Same(t, err, updateReview, &Review{ID: 8, Name: "n", Tags: []string{"name"}})
		if err := c.DeleteReview(ctx, 9); err != nil {
			t.Error(err)
		}

		listShelves, next, err := c.ListShelves(ctx, "f", "t", 10)
		roundtrip.Same(t, err, listShelves, []Shelf{{ID: 10, Name: "f", Tags: []string{}}})
		roundtrip.Same(t, err, next, "t")
		getShelf, err := c.GetShelf(ctx, 7)
		roundtrip.Same(t, err, getShelf, Shelf{ID: 7, Made: time.Unix(7, 0).UTC(), Tags: []string{"t"}})
		roundtrip.Echo(t, c.CreateShelf, Shelf{Name: "n", Tags: []string{"a"}, Extra: map[string]string{"k": "v"}})
		updateShelf, err := c.UpdateShelf(ctx, 8, &Shelf{Name: "n"}, "name")
		roundtrip.Same(t, err, updateShelf, &Shelf{ID: 8, Name: "n", Tags: []string{"name"}})
		if err := c.DeleteShelf(ctx, 9); err != nil {
			t.Error(err)
		}

		listTags, next, err := c.ListTags(ctx, "f", "t", 10)
		roundtrip.Same(t, err, listTags, []Tag{{ID: 10, Name: "f", Tags: []string{}}})
		roundtrip.Same(t, err, next, "t")
		getTag, err := c.GetTag(ctx, 7)
		roundtrip.Same(t, err, getTag, Tag{ID: 7, Made: time.Unix(7, 0).UTC(), Tags: []string{"t"}})
		roundtrip.Echo(t, c.CreateTag, Tag{Name: "n", Tags: []string{"a"}, Extra: map[string]string{"k": "v"}})
		updateTag, err := c.UpdateTag(ctx, 8, &Tag{Name: "n"}, "name")
		roundtrip.Same(t, err, updateTag, &Tag{ID: 8, Name: "n", Tags: []string{"name"}})
		if err := c.DeleteTag(ctx, 9); err != nil {
			t.Error(err)
		}
	})
}
