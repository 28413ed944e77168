/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/* A sheet of A4 upright, in points. */
#define ESP_OUTLINE_PAPER_WIDTH 595.0
#define ESP_OUTLINE_PAPER_HEIGHT 842.0

/* One line of an outline: a step or a way. */
typedef struct
{
  guint depth;
  guint number; /* 0: has none */
  char *title;  /* (owned) */
  char *detail; /* (owned) (nullable) */
} EspOutlineLine;

typedef struct
{
  const char *title;       /* (nullable) */
  const char *subtitle;    /* (nullable) */
  const char *page_format; /* (nullable) "%u of %u" in the reader's language */
  const char *font_family; /* (nullable) */
  guint n_before;          /* sheets in front of the list that count as pages too */
} EspOutlineHeading;

/* An indented list on sheets of paper. */
typedef struct _EspOutlinePaper EspOutlinePaper;

GPtrArray *esp_outline_lines_new (void);
void esp_outline_lines_add (GPtrArray *lines,
                            guint depth,
                            guint number,
                            const char *title,
                            const char *detail);

EspOutlinePaper *esp_outline_paper_new (const GPtrArray *lines, const EspOutlineHeading *heading);
void esp_outline_paper_free (EspOutlinePaper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspOutlinePaper, esp_outline_paper_free)
guint esp_outline_paper_get_n_pages (const EspOutlinePaper *self);
void esp_outline_paper_paint (EspOutlinePaper *self, cairo_t *cr, guint page);

G_END_DECLS
