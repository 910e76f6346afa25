// Package large has a service with fifty methods.
package large

import (
	"context"
	"time"
)

//go:generate go tool rpcgen

// An Author is a author of the library.
type Author struct {
	ID    int64             `json:"id"`
	Name  string            `json:"name"`
	Made  time.Time         `json:"made"`
	Tags  []string          `json:"tags"`
	Extra map[string]string `json:"extra,omitempty"`
}

// A Book is a book of the library.
type Book struct {
	ID    int64             `json:"id"`
	Name  string            `json:"name"`
	Made  time.Time         `json:"made"`
	Tags  []string          `json:"tags"`
	Extra map[string]string `json:"extra,omitempty"`
}

// A Branch is a branch of the library.
type Branch struct {
	ID    int64             `json:"id"`
	Name  string            `json:"name"`
	Made  time.Time         `json:"made"`
	Tags  []string          `json:"tags"`
	Extra map[string]string `json:"extra,omitempty"`
}

// A Copy is a copy of the library.
type Copy struct {
	ID    int64             `json:"id"`
	Name  string            `json:"name"`
	Made  time.Time         `json:"made"`
	Tags  []string          `json:"tags"`
	Extra map[string]string `json:"extra,omitempty"`
}

// A Fine is a fine of the library.
type Fine struct {
	ID    int64             `json:"id"`
	Name  string            `json:"name"`
	Made  time.Time         `json:"made"`
	Tags  []string          `json:"tags"`
	Extra map[string]string `json:"extra,omitempty"`
}

// A Loan is a loan of the library.
type Loan struct {
	ID    int64             `json:"id"`
	Name  string            `json:"name"`
	Made  time.Time         `json:"made"`
	Tags  []string          `json:"tags"`
	Extra map[string]string `json:"extra,omitempty"`
}

// A Member is a member of the library.
type Member struct {
	ID    int64             `json:"id"`
	Name  string            `json:"name"`
	Made  time.Time         `json:"made"`
	Tags  []string          `json:"tags"`
	Extra map[string]string `json:"extra,omitempty"`
}

// A Review is a review of the library.
type Review struct {
	ID    int64             `json:"id"`
	Name  string            `json:"name"`
	Made  time.Time         `json:"made"`
	Tags  []string          `json:"tags"`
	Extra map[string]string `json:"extra,omitempty"`
}

// A Shelf is a shelf of the library.
type Shelf struct {
	ID    int64             `json:"id"`
	Name  string            `json:"name"`
	Made  time.Time         `json:"made"`
	Tags  []string          `json:"tags"`
	Extra map[string]string `json:"extra,omitempty"`
}

// A Tag is a tag of the library.
type Tag struct {
	ID    int64             `json:"id"`
	Name  string            `json:"name"`
	Made  time.Time         `json:"made"`
	Tags  []string          `json:"tags"`
	Extra map[string]string `json:"extra,omitempty"`
}

// Library manages a library.
//
//rpcgen:service
type Library interface {
	// ListAuthors lists authors page by page. An empty token asks for the first page.
	ListAuthors(ctx context.Context, filter, token string, limit int) (authors []Author, next string, err error)
	// GetAuthor returns the author with an id.
	GetAuthor(ctx context.Context, id int64) (Author, error)
	// CreateAuthor keeps a new author and returns it with its id.
	CreateAuthor(ctx context.Context, author Author) (Author, error)
	// UpdateAuthor changes some fields of the author with an id.
	UpdateAuthor(ctx context.Context, id int64, author *Author, fields ...string) (*Author, error)
	// DeleteAuthor forgets a author.
	DeleteAuthor(ctx context.Context, id int64) error

	// ListBooks lists books page by page. An empty token asks for the first page.
	ListBooks(ctx context.Context, filter, token string, limit int) (books []Book, next string, err error)
	// GetBook returns the book with an id.
	GetBook(ctx context.Context, id int64) (Book, error)
	// CreateBook keeps a new book and returns it with its id.
	CreateBook(ctx context.Context, book Book) (Book, error)
	// UpdateBook changes some fields of the book with an id.
	UpdateBook(ctx context.Context, id int64, book *Book, fields ...string) (*Book, error)
	// DeleteBook forgets a book.
	DeleteBook(ctx context.Context, id int64) error

	// ListBranches lists branches page by page. An empty token asks for the first page.
	ListBranches(ctx context.Context, filter, token string, limit int) (branches []Branch, next string, err error)
	// GetBranch returns the branch with an id.
	GetBranch(ctx context.Context, id int64) (Branch, error)
	// CreateBranch keeps a new branch and returns it with its id.
	CreateBranch(ctx context.Context, branch Branch) (Branch, error)
	// UpdateBranch changes some fields of the branch with an id.
	UpdateBranch(ctx context.Context, id int64, branch *Branch, fields ...string) (*Branch, error)
	// DeleteBranch forgets a branch.
	DeleteBranch(ctx context.Context, id int64) error

	// ListCopies lists copies page by page. An empty token asks for the first page.
	ListCopies(ctx context.Context, filter, token string, limit int) (copies []Copy, next string, err error)
	// GetCopy returns the copy with an id.
	GetCopy(ctx context.Context, id int64) (Copy, error)
	// CreateCopy keeps a new copy and returns it with its id.
	CreateCopy(ctx context.Context, copy Copy) (Copy, error)
	// UpdateCopy changes some fields of the copy with an id.
	UpdateCopy(ctx context.Context, id int64, copy *Copy, fields ...string) (*Copy, error)
	// DeleteCopy forgets a copy.
	DeleteCopy(ctx context.Context, id int64) error

	// ListFines lists fines page by page. An empty token asks for the first page.
	ListFines(ctx context.Context, filter, token string, limit int) (fines []Fine, next string, err error)
	// GetFine returns the fine with an id.
	GetFine(ctx context.Context, id int64) (Fine, error)
	// CreateFine keeps a new fine and returns it with its id.
	CreateFine(ctx context.Context, fine Fine) (Fine, error)
	// UpdateFine changes some fields of the fine with an id.
	UpdateFine(ctx context.Context, id int64, fine *Fine, fields ...string) (*Fine, error)
	// DeleteFine forgets a fine.
	DeleteFine(ctx context.Context, id int64) error

	// ListLoans lists loans page by page. An empty token asks for the first page.
	ListLoans(ctx context.Context, filter, token string, limit int) (loans []Loan, next string, err error)
	// GetLoan returns the loan with an id.
	GetLoan(ctx context.Context, id int64) (Loan, error)
	// CreateLoan keeps a new loan and returns it with its id.
	CreateLoan(ctx context.Context, loan Loan) (Loan, error)
	// UpdateLoan changes some fields of the loan with an id.
	UpdateLoan(ctx context.Context, id int64, loan *Loan, fields ...string) (*Loan, error)
	// DeleteLoan forgets a loan.
	DeleteLoan(ctx context.Context, id int64) error

	// ListMembers lists members page by page. An empty token asks for the first page.
	ListMembers(ctx context.Context, filter, token string, limit int) (members []Member, next string, err error)
	// GetMember returns the member with an id.
	GetMember(ctx context.Context, id int64) (Member, error)
	// CreateMember keeps a new member and returns it with its id.
	CreateMember(ctx context.Context, member Member) (Member, error)
	// UpdateMember changes some fields of the member with an id.
	UpdateMember(ctx context.Context, id int64, member *Member, fields ...string) (*Member, error)
	// DeleteMember forgets a member.
	DeleteMember(ctx context.Context, id int64) error

	// ListReviews lists reviews page by page. An empty token asks for the first page.
	ListReviews(ctx context.Context, filter, token string, limit int) (reviews []Review, next string, err error)
	// GetReview returns the review with an id.
	GetReview(ctx context.Context, id int64) (Review, error)
	// CreateReview keeps a new review and returns it with its id.
	CreateReview(ctx context.Context, review Review) (Review, error)
	// UpdateReview changes some fields of the review with an id.
	UpdateReview(ctx context.Context, id int64, review *Review, fields ...string) (*Review, error)
	// DeleteReview forgets a review.
	DeleteReview(ctx context.Context, id int64) error

	// ListShelves lists shelves page by page. An empty token asks for the first page.
	ListShelves(ctx context.Context, filter, token string, limit int) (shelves []Shelf, next string, err error)
	// GetShelf returns the shelf with an id.
	GetShelf(ctx context.Context, id int64) (Shelf, error)
	// CreateShelf keeps a new shelf and returns it with its id.
	CreateShelf(ctx context.Context, shelf Shelf) (Shelf, error)
	// UpdateShelf changes some fields of the shelf with an id.
	UpdateShelf(ctx context.Context, id int64, shelf *Shelf, fields ...string) (*Shelf, error)
	// DeleteShelf forgets a shelf.
	DeleteShelf(ctx context.Context, id int64) error

	// ListTags lists tags page by page. An empty token asks for the first page.
	ListTags(ctx context.Context, filter, token string, limit int) (tags []Tag, next string, err error)
	// GetTag returns the tag with an id.
	GetTag(ctx context.Context, id int64) (Tag, error)
	// CreateTag keeps a new tag and returns it with its id.
	CreateTag(ctx context.Context, tag Tag) (Tag, error)
	// UpdateTag changes some fields of the tag with an id.
	UpdateTag(ctx context.Context, id int64, tag *Tag, fields ...string) (*Tag, error)
	// DeleteTag forgets a tag.
	DeleteTag(ctx context.Context, id int64) error
}
