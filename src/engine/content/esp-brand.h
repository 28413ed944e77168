/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How messages look: colours, corners, logo. Strings are borrowed; esp_brand_default has every one that
 * must not be NULL. */
typedef struct
{
  const char *name;       /* (nullable): alternative text of the logo */
  const char *logo_src;   /* (nullable): https address or cid:ID; no logo line without it */
  int logo_width;         /* px */
  const char *home_url;   /* (nullable): where the logo leads */
  const char *accent;     /* buttons */
  const char *on_accent;  /* text of buttons */
  const char *link;       /* links in text */
  const char *background; /* around the card */
  const char *surface;    /* the card */
  const char *text;
  const char *muted;           /* small print */
  const char *line;            /* dividers */
  const char *font;            /* CSS font-family list, single quotes only */
  int radius;                  /* of card, buttons and pictures, px */
  const char *heading_font;    /* (nullable): CSS list for headings */
  int button_radius;           /* px, -1 = radius */
  gboolean button_is_outline;  /* a line around the words instead of a ground */
  const char *dark_background; /* of dark mode, from here on */
  const char *dark_surface;
  const char *dark_text;
  const char *dark_muted;
  const char *dark_line;
  const char *dark_link; /* (nullable): made from link */
} EspBrand;

/* The ground that messages have where the reader asked for dark ones. */
#define ESP_DARK_BACKGROUND "#12151b"
#define ESP_DARK_SURFACE "#1c2129"
#define ESP_DARK_TEXT "#eef1f6"
#define ESP_DARK_MUTED "#a9b3c3"
#define ESP_DARK_LINE "#343c49"

extern const EspBrand esp_brand_default;

/* Who sends, as the law wants it shown. Strings are borrowed; NULL or "" means not known. */
typedef struct
{
  const char *name;    /* of the business or person */
  const char *address; /* postal, in one line */
  const char *phone;
  const char *email;
  const char *country; /* ISO 3166 alpha-2 */
  const char *number;  /* of registration of the business */
} EspSenderFacts;

gboolean esp_text_is_blank (const char *text);

G_END_DECLS
