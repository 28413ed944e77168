/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-block-look.h"

#include <glib.h>

G_BEGIN_DECLS

/* The parts of a message body: sections hold columns, columns hold blocks, text holds paragraphs of
 * runs. All are plain records that own their strings; NULL means "not given". Text may hold Liquid
 * tags. Colours are "#rgb" or "#rrggbb". */

typedef enum
{
  ESP_ALIGN_START, /* left, or right in a right-to-left message */
  ESP_ALIGN_CENTER,
  ESP_ALIGN_END,
} EspAlign;

typedef enum
{
  ESP_PARAGRAPH_PLAIN,
  ESP_PARAGRAPH_BULLET,
  ESP_PARAGRAPH_NUMBER,
} EspParagraphKind;

typedef enum
{
  ESP_BLOCK_HEADING,
  ESP_BLOCK_TEXT,
  ESP_BLOCK_BUTTON,
  ESP_BLOCK_IMAGE,
  ESP_BLOCK_DIVIDER,
  ESP_BLOCK_SPACER,
  ESP_BLOCK_COLUMNS,
  ESP_BLOCK_HTML,
  ESP_BLOCK_SOCIAL,   /* links to the sender's pages, with drawn icons */
  ESP_BLOCK_PRODUCTS, /* one card for each element of a list */
  ESP_BLOCK_LINKED,   /* stands for a saved block; see esp-message-linked.h */
} EspBlockKind;

#define ESP_N_BLOCK_KINDS (ESP_BLOCK_LINKED + 1)

typedef enum
{
  ESP_VALIGN_TOP,
  ESP_VALIGN_MIDDLE,
  ESP_VALIGN_BOTTOM,
} EspVAlign;

typedef enum
{
  ESP_BUTTON_MEDIUM,
  ESP_BUTTON_SMALL,
  ESP_BUTTON_LARGE,
} EspButtonSize;

typedef enum
{
  ESP_SOCIAL_COLOR, /* each network in its own colour */
  ESP_SOCIAL_MONO,  /* all in one quiet colour */
  ESP_SOCIAL_TEXT,  /* words, no icons */
} EspSocialStyle;

/* Room around something, px; a side of %ESP_PADDING_USUAL has what the layout gives it. */
typedef struct
{
  int top;
  int right;
  int bottom;
  int left;
} EspPadding;

#define ESP_PADDING_USUAL (-1)
#define ESP_MAX_PADDING_PX 200
#define ESP_RADIUS_USUAL (-1)
#define ESP_MAX_PRODUCTS_PER_ROW 3
#define ESP_MAX_SOCIAL_LINKS 12

/* One link of a social block. */
typedef struct
{
  char *network; /* an id of esp-social.h, such as "instagram" */
  char *href;
  char *label; /* (nullable): in place of the network's name */
} EspSocialLink;

/* Which member of an element of a product list says what: a name, or a name with Liquid filters such as
 * "price | money". NULL is not shown. */
typedef struct
{
  char *name;
  char *image; /* an https address in the data */
  char *price;
  char *was; /* the price before, struck through */
  char *text;
  char *link;
} EspProductMembers;

/* A stretch of text with one look. A line feed in it is a line break. */
typedef struct
{
  char *text;
  char *href;
  char *color;
  gboolean bold;
  gboolean italic;
  gboolean underline;
  gboolean strike; /* a line through it: the price before */
} EspRun;

/* Neighbouring paragraphs of the same list kind make one list. */
typedef struct
{
  EspParagraphKind kind;
  EspAlign align;
  GPtrArray *runs; /* (element-type EspRun) */
} EspParagraph;

typedef struct
{
  EspBlockKind kind;
  char *id; /* unique in the message; names the block in errors and findings */
  EspAlign align;
  char *show_if; /* a Liquid condition, without the tag around it */

  GPtrArray *paragraphs; /* heading (exactly one) and text (element-type EspParagraph) */
  int level;             /* heading: 1 to 3 */

  char *label;         /* button; products: of the button of each card */
  char *href;          /* button, image */
  char *color;         /* button: its ground; divider: the line */
  char *text_color;    /* button */
  gboolean full_width; /* button */

  char *src; /* image: an https address, or cid:ID of an inline file of the message */
  char *alt;
  gboolean decorative; /* image: on purpose without a description */
  int width;           /* image: px, 0 = as wide as its column */

  int height;              /* spacer: px; divider: thickness of the line, px, 0 = usual */
  int span;                /* divider: percent of the column, 0 = all of it */
  EspLineStyle line_style; /* divider */

  GPtrArray *columns; /* columns (element-type EspColumn) */
  gboolean no_stack;  /* columns: side by side on phones too */
  char *html;         /* html: kept byte for byte */

  EspPadding padding; /* of every kind but spacer and linked */
  EspBlockLook
    look; /* of every kind but spacer, columns and linked; what has no letters leaves those out */
  int font_size;      /* heading, text, button, products: px, 0 = usual */
  int radius;         /* button, image, products: px, %ESP_RADIUS_USUAL = the brand's */
  EspButtonSize size; /* button, products */

  GPtrArray *links; /* social (element-type EspSocialLink) */
  EspSocialStyle social_style;
  int icon_size; /* social: px, 0 = usual */

  char *source; /* products: the list as templates name it, such as "event.items" */
  EspProductMembers members;
  int per_row; /* products: 1 to %ESP_MAX_PRODUCTS_PER_ROW */
  int limit;   /* products: so many at most, 0 = all */

  char *ref; /* linked: uuid of the saved block */
} EspBlock;

typedef struct
{
  int width; /* percent, 0 = an equal share of what is left */
  EspVAlign valign;
  char *background; /* colour, NULL = what lies under it */
  EspBorder border;
  int radius; /* px, %ESP_RADIUS_USUAL = the brand's where there is a ground */
  EspPadding padding;
  GPtrArray *blocks; /* (element-type EspBlock) */
} EspColumn;

typedef struct
{
  char *id;
  char *background; /* colour, NULL = the brand's surface */
  char *picture;    /* (nullable): an https address or cid:ID of a picture behind the section */
  EspBorder border;
  int radius; /* px, %ESP_RADIUS_USUAL = round where the card begins and ends */
  EspPadding padding;
  gboolean full_width; /* the ground goes from edge to edge of the window */
  gboolean no_stack;   /* columns stay side by side on phones */
  char *show_if;       /* a Liquid condition, without the tag around it */
  GPtrArray *columns;
} EspSection;

EspRun *esp_run_new (const char *text);
void esp_run_free (EspRun *self);
EspSocialLink *esp_social_link_new (const char *network, const char *href, const char *label);
void esp_social_link_free (EspSocialLink *self);
EspParagraph *esp_paragraph_new (EspParagraphKind kind);
void esp_paragraph_free (EspParagraph *self);
EspBlock *esp_block_new (EspBlockKind kind, const char *id);
EspBlock *esp_block_new_text (EspBlockKind kind, const char *id, const char *text);
void esp_block_free (EspBlock *self);
EspColumn *esp_column_new (void);
void esp_column_free (EspColumn *self);
EspSection *esp_section_new (const char *id);
void esp_section_free (EspSection *self);
EspParagraph *esp_paragraph_copy (const EspParagraph *self);
EspBlock *esp_block_copy (const EspBlock *self);
EspColumn *esp_column_copy (const EspColumn *self);
EspSection *esp_section_copy (const EspSection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspRun, esp_run_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSocialLink, esp_social_link_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspParagraph, esp_paragraph_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspBlock, esp_block_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspColumn, esp_column_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSection, esp_section_free)

const char *esp_block_kind_to_string (EspBlockKind kind);
gboolean esp_block_kind_from_string (const char *name, EspBlockKind *out_kind);
gboolean esp_padding_is_usual (const EspPadding *self);
void esp_padding_reset (EspPadding *self);
gboolean esp_block_has_paragraphs (const EspBlock *self);
char *esp_block_dup_plain_text (const EspBlock *self);
void esp_columns_get_widths (GPtrArray *columns, int total, int *out_widths);

/* How many columns may stand side by side; more would be unreadable on any screen. */
#define ESP_MAX_COLUMNS 6

G_END_DECLS
