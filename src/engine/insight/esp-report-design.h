/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-question.h"

G_BEGIN_DECLS

#define ESP_REPORT_DESIGN_COLUMNS 12
#define ESP_REPORT_DESIGN_MIN_WIDTH 4
#define ESP_REPORT_DESIGN_MAX_CARDS 60

#define ESP_REPORT_DESIGN_ERROR (esp_report_design_error_quark ())
GQuark esp_report_design_error_quark (void);

typedef enum
{
  ESP_REPORT_DESIGN_ERROR_INVALID,
} EspReportDesignError;

/* How a card shows its answer. */
typedef enum
{
  ESP_CARD_LOOK_AUTO, /* as suits the question */
  ESP_CARD_LOOK_TABLE,
  ESP_CARD_LOOK_LINE,
  ESP_CARD_LOOK_BARS,
  ESP_CARD_LOOK_HEAT,
} EspCardLook;

#define ESP_N_CARD_LOOKS (ESP_CARD_LOOK_HEAT + 1)

/* One question of a report and how its answer stands on the page. */
typedef struct
{
  guint id;       /* the same as long as the card lives */
  char *title;    /* (nullable) NULL: the question in words */
  char *question; /* JSON object; what it leaves out comes from the report */
  EspCardLook look;
  guint width; /* of ESP_REPORT_DESIGN_COLUMNS */
  char *note;  /* what somebody wrote beside it; "" */
} EspReportCard;

/* A report: what it asks, of whom, about which days. */
typedef struct
{
  char *name;
  char *from; /* as questions have it */
  char *to;
  char *compare; /* "none", "previous", "year" */
  char *segment; /* (nullable) uuid */
  guint
    definitions; /* the last change of a definition that its readers know of, see esp_definitions_list_changes() */
  GPtrArray *cards; /* of EspReportCard */
} EspReportDesign;

EspReportDesign *esp_report_design_new (const char *name);
EspReportDesign *esp_report_design_parse (const char *json, gssize length, GError **error);
void esp_report_design_free (EspReportDesign *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportDesign, esp_report_design_free)
char *esp_report_design_to_json (const EspReportDesign *self);

void esp_report_design_set_name (EspReportDesign *self, const char *name);
void esp_report_design_set_period (EspReportDesign *self, const char *from, const char *to);
void esp_report_design_set_compare (EspReportDesign *self, const char *compare);
void esp_report_design_set_segment (EspReportDesign *self, const char *segment);
void esp_report_design_know_definitions (EspReportDesign *self);
GPtrArray *esp_report_design_list_changes (const EspReportDesign *self);

guint esp_report_design_get_n_cards (const EspReportDesign *self);
EspReportCard *esp_report_design_get_card (const EspReportDesign *self, guint position);
EspReportCard *
esp_report_design_find_card (const EspReportDesign *self, guint id, guint *out_position);
EspReportCard *
esp_report_design_add_card (EspReportDesign *self, const char *question, guint position);
gboolean esp_report_design_move_card (EspReportDesign *self, guint id, guint position);
gboolean esp_report_design_remove_card (EspReportDesign *self, guint id);
EspReportCard *esp_report_design_copy_card (EspReportDesign *self, guint id);

void esp_report_card_set_title (EspReportCard *self, const char *title);
void esp_report_card_set_note (EspReportCard *self, const char *note);
void esp_report_card_set_question (EspReportCard *self, const char *question);
void esp_report_card_set_width (EspReportCard *self, guint width);

EspQuestion *
esp_report_design_ask (const EspReportDesign *self, const EspReportCard *card, GError **error);

const char *esp_card_look_get_name (EspCardLook look);
gboolean esp_card_look_find (const char *name, EspCardLook *out_look);

/* Reports to begin with. */
typedef struct
{
  const char *key;
  const char *name;     /* English; views translate it */
  const char *about;    /* one sentence */
  const char *document; /* JSON without a name */
} EspReportPreset;

guint esp_report_preset_get_n (void);
const EspReportPreset *esp_report_preset_get (guint i);
const EspReportPreset *esp_report_preset_find (const char *key);
EspReportDesign *esp_report_preset_make (const EspReportPreset *self, const char *name);

G_END_DECLS
