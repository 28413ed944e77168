/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-csv-reader.h"
#include "engine/import/esp-import-plan.h"

G_BEGIN_DECLS

#define ESP_IMPORT_SAMPLE_ROWS 200

/* What is known of a file's shape; what is not is guessed. */
typedef struct
{
  gboolean has_encoding;
  EspEncoding encoding;
  char delimiter; /* 0: guess */
  int header;     /* 1: there is one, 0: there is none, -1: guess */
  guint sheet;    /* of a workbook, from 1; 0: the first that holds anything */
} EspImportShape;

#define ESP_IMPORT_SHAPE_GUESS                                                                     \
  {                                                                                                \
    .has_encoding = FALSE, .delimiter = 0, .header = -1                                            \
  }

/* What a look at a file tells, before anything is imported. */
typedef struct
{
  EspEncodingGuess guess; /* candidates for the encoding, best first */
  char
    *samples[ESP_ENCODING_MAX_CANDIDATES]; /* (owned) (nullable) the first line with letters beyond
                                                 ASCII in the head, as each candidate reads it */
  GPtrArray *rows;             /* (owned) (element-type GStrv) sample rows, without the header */
  EspImportColumnFacts *facts; /* (owned) one per column of the plan */
  guint n_columns;
  EspImportPlan *plan; /* (owned) a suggestion: shape, mapping, missing texts; consent unanswered */
  char *table_path;    /* (owned) (nullable) what to import in the place of a workbook */
  char **sheets;       /* (owned) (nullable) of the workbook */
  guint sheet;         /* from 1: which of them is looked at */
  guint64 n_bytes;     /* of the file */
  guint n_damaged_phones;   /* in the sample: a leading zero is gone, will be mended */
  guint n_scientific;       /* in the sample: digits are lost for good */
  EspImportFormats formats; /* what the file itself says of its dates and numbers */
  char *profile_name;       /* (owned) (nullable) the import whose answers the plan took over */
  gint64 profile_at_us;
} EspImportInspection;

gboolean esp_import_check_kind (const guint8 *head, gsize length, GError **error);
EspImportInspection *esp_import_inspect (const guint8 *head,
                                         gsize length,
                                         gboolean is_whole,
                                         const EspEncodingGuess *guess,
                                         const EspImportShape *shape,
                                         GError **error);
void esp_import_inspection_free (EspImportInspection *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportInspection, esp_import_inspection_free)

G_END_DECLS
