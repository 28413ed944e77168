/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-journey-paint.h"
#include "draw/esp-outline-paper.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_JOURNEY_FILE_PDF,
  ESP_JOURNEY_FILE_SVG,
  ESP_JOURNEY_FILE_PNG,
  ESP_N_JOURNEY_FILES
} EspJourneyFile;

typedef enum
{
  ESP_JOURNEY_PAPER_FIT,   /* one page, A4, turned as fits better */
  ESP_JOURNEY_PAPER_TILES, /* as many pages as legible text needs, with marks where they overlap */
  ESP_JOURNEY_PAPER_LONG,  /* one page as large as the picture */
  ESP_JOURNEY_PAPER_AUTO,  /* one page when it can be read, else tiles */
} EspJourneyPaper;

typedef struct
{
  EspJourneyFile file;
  EspJourneyPaper paper; /* of PDF */
  const char *title;     /* (nullable) above the picture, and in the file's description */
  const char *subtitle;  /* (nullable) */
  guint n_behind; /* sheets behind the drawing that count as pages too; known by itself for files */
  const char *page_format; /* (nullable) of tiles: "%u of %u" in the reader's language */
  const char *font_family; /* (nullable) */
  const GPtrArray
    *outline;   /* (nullable) (element-type EspOutlineLine) of PDF: its pages come last */
  double scale; /* of PNG: px for each px of the layout; 0 is 2 */
} EspJourneyExport;

GBytes *esp_journey_export (EspJourneyLayout *layout,
                            EspJourneyFaces *faces,
                            const EspJourneyExport *options,
                            GError **error);
void esp_journey_export_get_page_size (const EspJourneyLayout *layout,
                                       const EspJourneyExport *options,
                                       double *out_width,
                                       double *out_height);
guint esp_journey_export_count_pages (const EspJourneyLayout *layout,
                                      const EspJourneyExport *options);
void esp_journey_export_paint_page (EspJourneyLayout *layout,
                                    EspJourneyFaces *faces,
                                    const EspJourneyExport *options,
                                    cairo_t *cr,
                                    guint page);
gboolean esp_journey_file_from_name (const char *name, EspJourneyFile *out_file);
cairo_surface_t *esp_journey_picture_new (EspJourneyLayout *layout,
                                          EspJourneyFaces *faces,
                                          const EspJourneyColors *colors,
                                          int width,
                                          int height);
EspJourneyFaces *esp_journey_faces_new_plain (const EspJourney *journey);

G_END_DECLS
