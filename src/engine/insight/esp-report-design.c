/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as people compose it: read from JSON with every fault told, changed card by card, and asked. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-report-design.h"

#include "engine/insight/esp-definitions.h"

#include "base/esp-json-walk.h"

#include <string.h>

#define MAX_BYTES (1024 * 1024)
#define MAX_DEPTH 12
#define MAX_NAME 200
#define MAX_NOTE 4000
#define MAX_TIME 20
#define MAX_ID 1000000

static const char *const looks[] = { "auto", "table", "line", "bars", "heat", NULL };

G_DEFINE_QUARK (esp - report - design - error, esp_report_design_error)

static void
replace (char **place, const char *text)
{
  char *copy = g_strdup (text); /* it may be the old one */

  g_free (*place);
  *place = copy;
}

static void
card_free (gpointer data)
{
  EspReportCard *self = data;

  g_free (self->title);
  g_free (self->question);
  g_free (self->note);
  g_free (self);
}

/**
 * esp_report_design_new:
 *
 * Returns: (transfer full): a report without cards about the last 28 days
 */
EspReportDesign *
esp_report_design_new (const char *name)
{
  EspReportDesign *self = g_new0 (EspReportDesign, 1);

  self->name = g_strdup (name);
  self->from = g_strdup ("-28d");
  self->to = g_strdup ("");
  self->compare = g_strdup ("none");
  self->definitions = esp_definitions_get_current ();
  self->cards = g_ptr_array_new_with_free_func (card_free);
  return self;
}

/**
 * esp_report_design_free:
 */
void
esp_report_design_free (EspReportDesign *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->from);
  g_free (self->to);
  g_free (self->compare);
  g_free (self->segment);
  g_ptr_array_unref (self->cards);
  g_free (self);
}

/* Reading */

static void
read_text (EspJsonWalk *walk, JsonObject *object, const char *member, gsize max, char **place)
{
  g_autofree char *text = esp_json_walk_line (walk, object, member, max);

  if (text != NULL)
    replace (place, text);
}

static char *
print_object (JsonNode *node)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();

  json_generator_set_root (generator, node);
  return json_generator_to_data (generator, NULL);
}

static EspReportCard *
read_card (EspJsonWalk *walk, EspReportDesign *self, JsonObject *object)
{
  static const char *const known[] = { "id", "title", "question", "look", "width", "note", NULL };
  JsonNode *question = json_object_get_member (object, "question");
  g_autofree char *note = NULL;
  EspReportCard *card = g_new0 (EspReportCard, 1);

  g_ptr_array_add (self->cards, card);
  esp_json_walk_check_members (walk, object, known);
  card->id = (guint) esp_json_walk_int (walk, object, "id", MAX_ID, 0);
  card->title = esp_json_walk_line (walk, object, "title", MAX_NAME);
  card->look = (EspCardLook) esp_json_walk_word (walk, object, "look", looks);
  esp_report_card_set_width (card, (guint) esp_json_walk_int (walk, object, "width",
                                                              ESP_REPORT_DESIGN_COLUMNS,
                                                              ESP_REPORT_DESIGN_COLUMNS));
  note = esp_json_walk_string (walk, object, "note", MAX_NOTE);
  card->note = g_strdup (note != NULL ? note : "");
  if (question != NULL && JSON_NODE_HOLDS_OBJECT (question))
    card->question = print_object (question);
  else
    {
      card->question = g_strdup ("{}");
      esp_json_walk_fail (walk, "question", "is an object");
    }
  return card;
}

/* Every card has a number of its own; what has none or somebody else's gets the next. */
static guint
next_id (const EspReportDesign *self)
{
  guint most = 0;

  for (guint i = 0; i < self->cards->len; i++)
    most = MAX (most, esp_report_design_get_card (self, i)->id);
  return most + 1;
}

static void
number_cards (EspReportDesign *self)
{
  for (guint i = 0; i < self->cards->len; i++)
    {
      EspReportCard *card = esp_report_design_get_card (self, i);
      guint first = 0;

      if (card->id == 0 ||
          (esp_report_design_find_card (self, card->id, &first) != NULL && first < i))
        card->id = next_id (self);
    }
}

static void
read_design (EspJsonWalk *walk, EspReportDesign *self, JsonObject *root)
{
  static const char *const known[] = { "name",    "from",        "to",    "compare",
                                       "segment", "definitions", "cards", NULL };
  JsonArray *cards;

  esp_json_walk_check_members (walk, root, known);
  read_text (walk, root, "name", MAX_NAME, &self->name);
  read_text (walk, root, "from", MAX_TIME, &self->from);
  read_text (walk, root, "to", MAX_TIME, &self->to);
  read_text (walk, root, "compare", MAX_TIME, &self->compare);
  read_text (walk, root, "segment", MAX_NAME, &self->segment);
  self->definitions = (guint) esp_json_walk_int (walk, root, "definitions", MAX_ID, 0);
  cards = esp_json_walk_array (walk, root, "cards");
  if (cards == NULL)
    return;
  if (json_array_get_length (cards) > ESP_REPORT_DESIGN_MAX_CARDS)
    {
      esp_json_walk_fail (walk, "cards", "has more than %d cards; make two reports of it",
                          ESP_REPORT_DESIGN_MAX_CARDS);
      return;
    }
  for (guint i = 0; i < json_array_get_length (cards); i++)
    {
      gsize list = esp_json_walk_push (walk, "cards");
      gsize place = esp_json_walk_push_index (walk, i);
      JsonObject *object = esp_json_walk_element (walk, cards, i);

      if (object != NULL)
        (void) read_card (walk, self, object);
      esp_json_walk_pop (walk, place);
      esp_json_walk_pop (walk, list);
    }
}

/**
 * esp_report_design_parse:
 *
 * Reads a report. Questions are only looked at when they are asked: one that is wrong does not spoil the
 * others.
 *
 * Returns: (transfer full): the report; %NULL with @error set that says what is wrong and where
 */
EspReportDesign *
esp_report_design_parse (const char *json, gssize length, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (EspReportDesign) self = esp_report_design_new ("");
  gsize size = length < 0 ? strlen (json) : (gsize) length;
  JsonNode *root;
  EspJsonWalk walk;

  if (size > MAX_BYTES || esp_json_is_too_deep (json, size, MAX_DEPTH))
    {
      g_set_error_literal (error, ESP_REPORT_DESIGN_ERROR, ESP_REPORT_DESIGN_ERROR_INVALID,
                           "The report is too long or too deep");
      return NULL;
    }
  if (!json_parser_load_from_data (parser, json, (gssize) size, &local))
    {
      g_autofree char *why = esp_json_dup_problem (local);

      g_set_error (error, ESP_REPORT_DESIGN_ERROR, ESP_REPORT_DESIGN_ERROR_INVALID,
                   "The report is not JSON: %s", why);
      return NULL;
    }
  esp_json_walk_init (&walk, "The report", ESP_REPORT_DESIGN_ERROR,
                      ESP_REPORT_DESIGN_ERROR_INVALID);
  root = json_parser_get_root (parser);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    read_design (&walk, self, json_node_get_object (root));
  else
    esp_json_walk_fail (&walk, NULL, "is an object");
  if (!esp_json_walk_finish (&walk, error))
    return NULL;
  number_cards (self);
  return g_steal_pointer (&self);
}

/* Writing */

static void
add_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
write_card (JsonBuilder *builder, const EspReportCard *card)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_int_value (builder, card->id);
  if (card->title != NULL)
    add_text (builder, "title", card->title);
  json_builder_set_member_name (builder, "question");
  if (json_parser_load_from_data (parser, card->question, -1, NULL))
    json_builder_add_value (builder, json_node_copy (json_parser_get_root (parser)));
  else
    json_builder_add_value (builder, json_node_init_object (json_node_alloc (), NULL));
  if (card->look != ESP_CARD_LOOK_AUTO)
    add_text (builder, "look", looks[card->look]);
  json_builder_set_member_name (builder, "width");
  json_builder_add_int_value (builder, card->width);
  if (card->note[0] != '\0')
    add_text (builder, "note", card->note);
  json_builder_end_object (builder);
}

/**
 * esp_report_design_to_json:
 *
 * Returns: (transfer full): the report in one fixed form, a card a line
 */
char *
esp_report_design_to_json (const EspReportDesign *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "name", self->name);
  add_text (builder, "from", self->from);
  add_text (builder, "to", self->to);
  add_text (builder, "compare", self->compare);
  if (self->segment != NULL)
    add_text (builder, "segment", self->segment);
  if (self->definitions > 0)
    {
      json_builder_set_member_name (builder, "definitions");
      json_builder_add_int_value (builder, self->definitions);
    }
  json_builder_set_member_name (builder, "cards");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->cards->len; i++)
    write_card (builder, esp_report_design_get_card (self, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return print_object (root);
}

/* Changing */

/**
 * esp_report_design_set_name:
 */
void
esp_report_design_set_name (EspReportDesign *self, const char *name)
{
  replace (&self->name, name);
}

/**
 * esp_report_design_set_period:
 * @from: as questions have it: a day, "-28d", "last-month"; "": from the beginning
 * @to: "": until now
 */
void
esp_report_design_set_period (EspReportDesign *self, const char *from, const char *to)
{
  replace (&self->from, from);
  replace (&self->to, to);
}

/**
 * esp_report_design_set_compare:
 */
void
esp_report_design_set_compare (EspReportDesign *self, const char *compare)
{
  replace (&self->compare, compare);
}

/**
 * esp_report_design_set_segment:
 * @segment: (nullable): uuid; %NULL: everybody
 */
void
esp_report_design_set_segment (EspReportDesign *self, const char *segment)
{
  replace (&self->segment, segment);
}

/**
 * esp_report_design_get_n_cards:
 */
guint
esp_report_design_get_n_cards (const EspReportDesign *self)
{
  return self->cards->len;
}

/**
 * esp_report_design_get_card:
 *
 * Returns: (transfer none): the card at @position
 */
EspReportCard *
esp_report_design_get_card (const EspReportDesign *self, guint position)
{
  g_return_val_if_fail (position < self->cards->len, NULL);

  return g_ptr_array_index (self->cards, position);
}

/**
 * esp_report_design_find_card:
 * @out_position: (out) (optional)
 *
 * Returns: (transfer none) (nullable): the card with number @id
 */
EspReportCard *
esp_report_design_find_card (const EspReportDesign *self, guint id, guint *out_position)
{
  for (guint i = 0; i < self->cards->len; i++)
    {
      EspReportCard *card = esp_report_design_get_card (self, i);

      if (card->id != id)
        continue;
      if (out_position != NULL)
        *out_position = i;
      return card;
    }
  return NULL;
}

/**
 * esp_report_design_add_card:
 * @question: JSON
 * @position: before which card; beyond the last: at the end
 *
 * Returns: (transfer none) (nullable): the new card; %NULL when there are too many
 */
EspReportCard *
esp_report_design_add_card (EspReportDesign *self, const char *question, guint position)
{
  EspReportCard *card;

  if (self->cards->len >= ESP_REPORT_DESIGN_MAX_CARDS)
    return NULL;
  card = g_new0 (EspReportCard, 1);
  card->id = next_id (self);
  card->question = g_strdup (question);
  card->width = ESP_REPORT_DESIGN_COLUMNS;
  card->note = g_strdup ("");
  g_ptr_array_insert (self->cards, (int) MIN (position, self->cards->len), card);
  return card;
}

/**
 * esp_report_design_move_card:
 * @position: where it stands afterwards
 *
 * Returns: whether anything moved
 */
gboolean
esp_report_design_move_card (EspReportDesign *self, guint id, guint position)
{
  guint from = 0;
  EspReportCard *card = esp_report_design_find_card (self, id, &from);

  if (card == NULL || position >= self->cards->len || position == from)
    return FALSE;
  (void) g_ptr_array_steal_index (self->cards, from);
  g_ptr_array_insert (self->cards, (int) position, card);
  return TRUE;
}

/**
 * esp_report_design_remove_card:
 *
 * Returns: whether there was such a card
 */
gboolean
esp_report_design_remove_card (EspReportDesign *self, guint id)
{
  guint position = 0;

  return esp_report_design_find_card (self, id, &position) != NULL &&
         g_ptr_array_remove_index (self->cards, position) != NULL;
}

/**
 * esp_report_design_copy_card:
 *
 * Returns: (transfer none) (nullable): a card that is the same, behind it
 */
EspReportCard *
esp_report_design_copy_card (EspReportDesign *self, guint id)
{
  guint position = 0;
  EspReportCard *card = esp_report_design_find_card (self, id, &position);
  EspReportCard *copy;

  if (card == NULL)
    return NULL;
  copy = esp_report_design_add_card (self, card->question, position + 1);
  if (copy == NULL)
    return NULL;
  copy->look = card->look;
  copy->width = card->width;
  esp_report_card_set_title (copy, card->title);
  esp_report_card_set_note (copy, card->note);
  return copy;
}

/**
 * esp_report_card_set_title:
 * @title: (nullable): %NULL: the question in words
 */
void
esp_report_card_set_title (EspReportCard *self, const char *title)
{
  replace (&self->title, title != NULL && *title != '\0' ? title : NULL);
}

/**
 * esp_report_card_set_note:
 */
void
esp_report_card_set_note (EspReportCard *self, const char *note)
{
  replace (&self->note, note);
}

/**
 * esp_report_card_set_question:
 * @question: JSON
 */
void
esp_report_card_set_question (EspReportCard *self, const char *question)
{
  replace (&self->question, question);
}

/**
 * esp_report_card_set_width:
 *
 * Sets how many of the twelve columns it takes.
 */
void
esp_report_card_set_width (EspReportCard *self, guint width)
{
  self->width = CLAMP (width, ESP_REPORT_DESIGN_MIN_WIDTH, ESP_REPORT_DESIGN_COLUMNS);
}

/* Asking */

static gboolean
has_member (const char *json, const char *member)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root;

  if (!json_parser_load_from_data (parser, json, -1, NULL))
    return FALSE;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) &&
         json_object_has_member (json_node_get_object (root), member);
}

static gboolean
choose (EspQuestion **question, const char *name, const char *value, GError **error)
{
  EspQuestion *other = esp_question_with (*question, name, value, error);

  if (other == NULL)
    return FALSE;
  esp_question_unref (*question);
  *question = other;
  return TRUE;
}

/**
 * esp_report_design_ask:
 *
 * Returns: (transfer full): what @card asks: its own words, and for what it leaves out those of the report;
 *   %NULL with @error set that says what is wrong
 */
EspQuestion *
esp_report_design_ask (const EspReportDesign *self, const EspReportCard *card, GError **error)
{
  g_autoptr (EspQuestion) question = esp_question_parse (card->question, -1, error);
  gboolean has_period;

  if (question == NULL)
    return NULL;
  has_period = esp_question_get_kind (question)->has_period;
  if (has_period && !has_member (card->question, "from") && !has_member (card->question, "to") &&
      (!choose (&question, "from", self->from, error) ||
       !choose (&question, "to", self->to, error)))
    return NULL;
  if (has_period && !has_member (card->question, "compare") &&
      !choose (&question, "compare", self->compare, error))
    return NULL;
  if (self->segment != NULL && !has_member (card->question, "segment") &&
      !choose (&question, "segment", self->segment, error))
    return NULL;
  return g_steal_pointer (&question);
}

/**
 * esp_card_look_get_name:
 *
 * Returns: (transfer none): a word for machines
 */
const char *
esp_card_look_get_name (EspCardLook look)
{
  return looks[look];
}

/**
 * esp_card_look_find:
 */
gboolean
esp_card_look_find (const char *name, EspCardLook *out_look)
{
  for (guint i = 0; looks[i] != NULL; i++)
    if (g_strcmp0 (name, looks[i]) == 0)
      {
        *out_look = (EspCardLook) i;
        return TRUE;
      }
  return FALSE;
}
