/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the readers of foreign HTML and MJML, and by nothing else: a stream of HTML becomes blocks. */
#pragma once

#include "engine/content/esp-message-doc.h"
#include "engine/content/exchange/esp-dom.h"
#include "engine/content/exchange/esp-exchange.h"

G_BEGIN_DECLS

/* Of a browser, where nothing is said. */
#define ESP_FLOW_USUAL_FONT_PX 16

/* Begins the comment in the head of MJML that was written here. */
#define ESP_MJML_MARK " espalier "

/* How text looks at one place. Strings are borrowed or owned by the frame that set them. */
typedef struct
{
  gboolean bold;
  gboolean italic;
  gboolean underline;
  gboolean strike;
  gboolean is_pre; /* lines break where the source does */
  const char *href;
  const char *color;
  EspAlign align;
  EspParagraphKind list;
  int font_px; /* 0 = not said */
} EspFlowLook;

typedef struct
{
  EspMessageDoc *doc;
  GPtrArray *notes; /* (nullable) (element-type EspExchangeNote) */
  guint n_blocks;
  guint n_scripts;
  const char *place; /* where we are, for notes */

  GPtrArray *blocks;         /* (unowned): where blocks go now */
  EspBlock *text;            /* (nullable): the text that is being filled; in blocks already */
  EspParagraph *line;        /* (nullable): its last paragraph while it is open */
  char *mark;                /* (owned) (nullable): to stand before the next words */
  gboolean is_space;         /* a space is due */
  gboolean is_quirky;        /* without a document type tables do not take over how words stand */
  int column_depth;          /* of columns around here */
  const char *ground;        /* (nullable): the colour under what is read */
  const char *picture;       /* (nullable): the picture behind what is read, outside of columns */
  const char *column_ground; /* (nullable): the colour under the column that is read */
  GHashTable *pictures;      /* (nullable) (element-type EspBlock utf8): pictures behind blocks */
  GHashTable *
    grounds; /* (nullable) (element-type EspBlock utf8): ground of blocks that stand outside of columns */
  int depth;
} EspFlow;

#define ESP_FLOW_MAX_BLOCKS 2000

void esp_flow_init (EspFlow *self, EspMessageDoc *doc, GPtrArray *notes);
void esp_flow_clear (EspFlow *self);
void esp_flow_note (EspFlow *self, const char *place, const char *format, ...) G_GNUC_PRINTF (3, 4);
EspBlock *esp_flow_add (EspFlow *self, EspBlockKind kind);
void esp_flow_end_text (EspFlow *self);
void esp_flow_end_line (EspFlow *self);
void esp_flow_read_list (EspFlow *self, const xmlNode *list, const EspFlowLook *look);
void esp_flow_read (EspFlow *self, const xmlNode *node, const EspFlowLook *look);
void esp_flow_read_children (EspFlow *self, const xmlNode *node, const EspFlowLook *look);
void esp_flow_add_raw (EspFlow *self, const char *html);
gboolean esp_flow_read_table (EspFlow *self, const xmlNode *table, const EspFlowLook *look);
gboolean esp_flow_read_button (EspFlow *self, const xmlNode *node, const EspFlowLook *look);
void esp_flow_tidy (GPtrArray *blocks);
char *esp_flow_change_look (const xmlNode *node, EspFlowLook *look);
EspAlign esp_flow_align (const xmlNode *node, EspAlign otherwise);
char *esp_flow_dup_file_address (EspFlow *self, const char *address);
void esp_flow_note_places (EspFlow *self);
void esp_flow_read_word_item (const xmlNode *node, EspFlowLook *look);
gboolean esp_flow_is_hidden (const xmlNode *node);
char *esp_flow_dup_ground (const xmlNode *node);
gboolean esp_flow_is_line (const xmlNode *node);
void esp_flow_read_line (EspFlow *self, const xmlNode *node);
void esp_flow_read_rule (EspFlow *self, const xmlNode *node);
void esp_flow_read_border (const xmlNode *node, EspBorder *border);
gboolean esp_flow_has_content (const xmlNode *node);
gboolean esp_flow_read_icons (EspFlow *self, GPtrArray *boxes, const EspFlowLook *look);
void esp_flow_read_columns (EspFlow *self, GPtrArray *boxes, const EspFlowLook *look, int total);
char *esp_flow_read_background (EspFlow *self, const xmlNode *node);
guint esp_flow_count_elements (const xmlNode *node, const char *name, guint max);
gboolean esp_flow_read_boxes (EspFlow *self, const xmlNode *node, const EspFlowLook *look);
void esp_flow_drop_common_colors (GPtrArray *sections);
void esp_flow_darken_picture (EspSection *section);
void esp_flow_add_sections (EspFlow *self, GPtrArray *blocks, const char *page_ground);

char *esp_flow_dup_condition (const char *html);

G_END_DECLS
