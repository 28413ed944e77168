/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges opens and clicks again from what was kept of them: whether a person made them, or a program. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-reclassify.h"

#include "base/esp-clock.h"
#include "store/esp-meta.h"
#include "store/esp-responses.h"

#include <string.h>

#define META_RULES "machine_rules"
/* In the raw fact: what it was judged to be by us. */
#define JUDGED "judged"
/* More than so many are a crowd by any rule. */
#define MOST_COUNTED 200

typedef struct
{
  EspTx *tx;
  const EspMachineRules *rules;
  GArray *responses;     /* (element-type EspResponse) */
  GPtrArray *props;      /* (owned) of JsonObject, parallel */
  GHashTable *messages;  /* (owned) clicks of one message of a person */
  GHashTable *addresses; /* (owned) clicks from one address */
  GHashTable *leads;     /* (owned) ids whose figures are to be counted again */
  EspReclassifyTally *tally;
} Judge;

/**
 * esp_reclassify_load_rules:
 *
 * Returns: (transfer full) (nullable): the rules that the workspace keeps; %NULL without @error: those built in
 */
EspMachineRules *
esp_reclassify_load_rules (EspTx *tx, GError **error)
{
  g_autofree char *json = esp_meta_get_text (tx, META_RULES, "", error);

  return json != NULL && *json != '\0' ? esp_machine_rules_new (json, error) : NULL;
}

/**
 * esp_reclassify_keep_rules:
 * @json: (nullable): rules of one's own; %NULL for those built in
 *
 * From now on the workspace judges by these.
 */
gboolean
esp_reclassify_keep_rules (EspTx *tx, const char *json, GError **error)
{
  g_autoptr (EspMachineRules) rules = json != NULL ? esp_machine_rules_new (json, error) : NULL;

  if (json != NULL && rules == NULL)
    return FALSE;
  return esp_meta_set_text (tx, META_RULES, json != NULL ? json : "", error);
}

static const EspResponse *
get (const Judge *self, guint i)
{
  return &g_array_index (self->responses, EspResponse, i);
}

static JsonObject *
parse (const char *text)
{
  g_autoptr (JsonNode) root = text != NULL ? json_from_string (text, NULL) : NULL;

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root)
           ? json_object_ref (json_node_get_object (root))
           : json_object_new ();
}

static const char *
get_prop (const Judge *self, guint i, const char *name)
{
  JsonNode *node = json_object_get_member (self->props->pdata[i], name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : "";
}

/* Owned: what clicks are compared by: the message of a person, or the address that they came from. */
static char *
dup_group (const Judge *self, guint i, gboolean is_of_links)
{
  const EspResponse *one = get (self, i);

  if (!one->is_click || (!is_of_links && *get_prop (self, i, "ip") == '\0'))
    return NULL;
  return is_of_links
           ? g_strdup_printf ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT, one->lead_id, one->send_id)
           : g_strdup (get_prop (self, i, "ip"));
}

/* Owned: group → the clicks in it, the oldest first. */
static GHashTable *
group_clicks (const Judge *self, gboolean is_of_links)
{
  GHashTable *groups =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);

  for (guint i = 0; i < self->responses->len; i++)
    {
      char *name = dup_group (self, i, is_of_links);
      GArray *group = name != NULL ? g_hash_table_lookup (groups, name) : NULL;

      if (name == NULL)
        continue;
      if (group != NULL)
        g_free (name);
      else
        {
          group = g_array_new (FALSE, FALSE, sizeof (guint));
          g_hash_table_insert (groups, name, group);
        }
      g_array_append_val (group, i);
    }
  return groups;
}

/* The first click of a group that is not older than @since_us. */
static guint
find_first (const Judge *self, GArray *group, gint64 since_us)
{
  guint low = 0;
  guint high = group->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (get (self, g_array_index (group, guint, middle))->at_us < since_us)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* How many different links of the same message were clicked about then, or people seen at the same address. */
static guint
count_about (const Judge *self, guint i, gint64 span_us, gboolean is_of_links)
{
  g_autofree char *name = dup_group (self, i, is_of_links);
  GArray *group = name != NULL
                    ? g_hash_table_lookup (is_of_links ? self->messages : self->addresses, name)
                    : NULL;
  g_autoptr (GHashTable) seen = NULL;
  gint64 at_us = get (self, i)->at_us;

  if (group == NULL)
    return 0;
  seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint j = find_first (self, group, at_us - span_us);
       j < group->len && g_hash_table_size (seen) < MOST_COUNTED; j++)
    {
      guint other = g_array_index (group, guint, j);

      if (get (self, other)->at_us > at_us + span_us)
        break;
      (void) g_hash_table_add (seen, is_of_links ? g_strdup (get_prop (self, other, "url"))
                                                 : g_strdup_printf ("%" G_GINT64_FORMAT,
                                                                    get (self, other)->lead_id));
    }
  return g_hash_table_size (seen);
}

/* Whoever told of it said that it was a program, and nothing else is known. */
static gboolean
is_taken_on_trust (const Judge *self, guint i)
{
  JsonObject *props = self->props->pdata[i];

  return get (self, i)->is_machine && !json_object_has_member (props, JUDGED) &&
         *get_prop (self, i, "user_agent") == '\0' && !esp_machine_rules_match (props);
}

static gboolean
write_judgement (Judge *self, guint i, EspResponder responder, GError **error)
{
  const EspResponse *one = get (self, i);
  JsonObject *props = self->props->pdata[i];
  gboolean is_machine = responder == ESP_RESPONDER_SCANNER;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  const char *name = esp_responder_name (responder);

  if (is_machine == one->is_machine &&
      (responder == ESP_RESPONDER_HUMAN || g_str_equal (get_prop (self, i, JUDGED), name)))
    return TRUE;
  json_object_set_string_member (props, JUDGED, name);
  node = json_node_init_object (json_node_alloc (), props);
  text = json_to_string (node, FALSE);
  if (is_machine != one->is_machine)
    {
      self->tally->n_changed++;
      (void) g_hash_table_add (self->leads, g_memdup2 (&one->lead_id, sizeof one->lead_id));
    }
  return esp_response_set (self->tx, one, is_machine, text, error);
}

static gboolean
judge (Judge *self, guint i, GError **error)
{
  const EspResponse *one = get (self, i);
  EspResponseFacts facts = { .is_click = one->is_click, .after_us = -1 };
  EspResponder responder;

  if (one->handed_us > 0 && one->at_us >= one->handed_us)
    facts.after_us = one->at_us - one->handed_us;
  facts.n_links = count_about (self, i, esp_machine_rules_get_links_us (self->rules), TRUE);
  facts.n_people = count_about (self, i, esp_machine_rules_get_people_us (self->rules), FALSE);
  responder = is_taken_on_trust (self, i)
                ? ESP_RESPONDER_SCANNER
                : esp_machine_rules_judge (self->rules, self->props->pdata[i], &facts);
  self->tally->n[one->is_click][responder]++;
  return is_taken_on_trust (self, i) || write_judgement (self, i, responder, error);
}

static gboolean
count_again (Judge *self, GError **error)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->leads);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!esp_responses_count_again (self->tx, *(gint64 *) id, error))
      return FALSE;
  self->tally->n_leads += g_hash_table_size (self->leads);
  return TRUE;
}

/**
 * esp_reclassify_span:
 * @rules: (nullable): %NULL for those built in
 * @to_us: not included
 * @tally: (inout): is added to
 *
 * Judges what was opened and clicked in a span of time.
 */
gboolean
esp_reclassify_span (EspTx *tx,
                     const EspMachineRules *rules,
                     gint64 from_us,
                     gint64 to_us,
                     EspReclassifyTally *tally,
                     GError **error)
{
  g_autoptr (GArray) responses = esp_responses_new ();
  g_autoptr (GPtrArray) props = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  g_autoptr (GHashTable) leads = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GHashTable) messages = NULL;
  g_autoptr (GHashTable) addresses = NULL;
  Judge self = { .tx = tx,
                 .rules = rules != NULL ? rules : esp_machine_rules_get_default (),
                 .responses = responses,
                 .props = props,
                 .leads = leads,
                 .tally = tally };
  gint64 margin_us =
    MAX (esp_machine_rules_get_links_us (self.rules), esp_machine_rules_get_people_us (self.rules));

  if (!esp_responses_list (tx, from_us - margin_us, to_us + margin_us, responses, error))
    return FALSE;
  for (guint i = 0; i < responses->len; i++)
    g_ptr_array_add (props, parse (get (&self, i)->props));
  self.messages = messages = group_clicks (&self, TRUE);
  self.addresses = addresses = group_clicks (&self, FALSE);
  for (guint i = 0; i < responses->len; i++)
    if (get (&self, i)->at_us >= from_us && get (&self, i)->at_us < to_us &&
        !judge (&self, i, error))
      return FALSE;
  return count_again (&self, error);
}

typedef struct
{
  gint64 from_us;
  gint64 to_us;
  EspReclassifyTally *tally;
} Day;

static gboolean
find_span (EspTx *tx, gpointer data, GError **error)
{
  Day *day = data;

  return esp_responses_find_span (tx, &day->from_us, &day->to_us, error);
}

static gboolean
judge_day (EspTx *tx, gpointer data, GError **error)
{
  const Day *day = data;
  g_autoptr (GError) broken = NULL;
  g_autoptr (EspMachineRules) rules = esp_reclassify_load_rules (tx, &broken);

  if (broken != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&broken));
      return FALSE;
    }
  return esp_reclassify_span (tx, rules, day->from_us, day->to_us, day->tally, error);
}

/**
 * esp_reclassify_all:
 * @out_tally: (out)
 *
 * Judges everything, a day at a time, so that others can write in between. Blocks.
 */
gboolean
esp_reclassify_all (EspStore *store, EspReclassifyTally *out_tally, GError **error)
{
  Day span = { 0 };

  *out_tally = (EspReclassifyTally){ 0 };
  if (!esp_store_read (store, ESP_READ_LONG, find_span, &span, NULL, error))
    return FALSE;
  for (gint64 at = span.from_us; span.from_us > 0 && at <= span.to_us; at += ESP_USEC_PER_DAY)
    {
      Day day = { at, MIN (at + ESP_USEC_PER_DAY, span.to_us + 1), out_tally };

      if (!esp_store_write (store, NULL, judge_day, &day, NULL, error))
        return FALSE;
    }
  return TRUE;
}
