/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A written record on sheets of A4: text that flows from page to page and can be searched and copied. */
typedef struct _EspPaper EspPaper;

typedef enum
{
  ESP_PAPER_PLAIN,
  ESP_PAPER_STRONG,
  ESP_PAPER_DIM,
} EspPaperTone;

EspPaper *esp_paper_new (const char *title, const char *foot);
void esp_paper_free (EspPaper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPaper, esp_paper_free)

void esp_paper_add_heading (EspPaper *self, int level, const char *text);
void esp_paper_add_text (EspPaper *self, EspPaperTone tone, const char *text);
void esp_paper_add_fact (EspPaper *self, const char *name, const char *value);
void esp_paper_add_item (EspPaper *self, const char *mark, const char *text, const char *below);
void esp_paper_add_button (EspPaper *self, const char *label);
void esp_paper_add_rule (EspPaper *self);
void esp_paper_set_inset (EspPaper *self, gboolean is_inset);

GPtrArray *esp_paper_finish_pages (EspPaper *self);
GBytes *esp_paper_finish (EspPaper *self, guint *out_n_pages, GError **error);

G_END_DECLS
