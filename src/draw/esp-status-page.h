/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

/* A4 in points. */
#define ESP_STATUS_PAGE_WIDTH 595.28
#define ESP_STATUS_PAGE_HEIGHT 841.89

/* How things stand, on one sheet of paper: headings, lines with a figure, bars. */
typedef struct _EspStatusPage EspStatusPage;

EspStatusPage *esp_status_page_new (const char *title, const char *subtitle);
void esp_status_page_free (EspStatusPage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspStatusPage, esp_status_page_free)

void esp_status_page_add_heading (EspStatusPage *self, const char *text);
void esp_status_page_add_line (EspStatusPage *self,
                               const char *text,
                               const char *detail,
                               const char *figure);
void
esp_status_page_add_bar (EspStatusPage *self, const char *text, const char *detail, double share);

void esp_status_page_paint (const EspStatusPage *self, cairo_t *cr, double width, double height);
gboolean esp_status_page_export (const EspStatusPage *self, const char *path, GError **error);

G_END_DECLS
