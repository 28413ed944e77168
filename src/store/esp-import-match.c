/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides which lead a row of a file is about and what it changes: for the dry run and the real one. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-import-match.h"

#include <string.h>

/**
 * esp_import_lead_clear:
 */
void
esp_import_lead_clear (EspImportLead *lead)
{
  for (guint i = 0; i < lead->n_values; i++)
    esp_value_clear (&lead->values[i]);
  g_free (lead->values);
  g_free (lead->email);
  g_free (lead->name);
  memset (lead, 0, sizeof *lead);
}

static const char *
get_key (const EspImportSpec *spec, const EspImportRow *row, EspImportKey key)
{
  int slot = spec->key_slots[key];

  if (slot < 0 || row->values[slot].type != ESP_VALUE_TEXT)
    return NULL;
  return row->values[slot].text;
}

static gboolean
is_match_key (const EspImportSpec *spec, EspImportKey key)
{
  for (guint i = 0; i < spec->n_keys; i++)
    if (spec->keys[i] == key)
      return TRUE;
  return FALSE;
}

static void
leave_to_decide (EspImportRow *row, EspImportReason reason, gint64 first, gint64 second)
{
  row->outcome = ESP_IMPORT_OUTCOME_DECIDE;
  row->reason = reason;
  row->lead_id = first;
  row->other_id = second;
}

static gboolean
contains (const gint64 *ids, int n, gint64 id)
{
  for (int i = 0; i < n; i++)
    if (ids[i] == id)
      return TRUE;
  return FALSE;
}

/* Asks each key in order. Sets row->lead_id to the lead that all keys agree on, 0 for none, or leaves
 * the row to a decision. */
static gboolean
find_lead (const EspImportTarget *target,
           gpointer self,
           const EspImportSpec *spec,
           EspImportRow *row,
           GError **error)
{
  gint64 several[2] = { 0, 0 };

  for (guint i = 0; i < spec->n_keys; i++)
    {
      const char *value = get_key (spec, row, spec->keys[i]);
      gint64 ids[ESP_IMPORT_MAX_FOUND];
      int n;

      if (value == NULL)
        continue;
      n = target->find (self, spec->keys[i], value, ids, error);
      if (n < 0)
        return FALSE;
      if (n == 0)
        continue;
      if (row->lead_id != 0 && !contains (ids, n, row->lead_id))
        {
          leave_to_decide (row, ESP_IMPORT_REASON_TWO_LEADS, row->lead_id, ids[0]);
          return TRUE;
        }
      if (row->lead_id == 0 && n == 1)
        row->lead_id = ids[0];
      else if (row->lead_id == 0)
        memcpy (several, ids, sizeof several);
    }
  if (row->lead_id == 0 && several[0] != 0)
    leave_to_decide (row, ESP_IMPORT_REASON_SEVERAL_LEADS, several[0], several[1]);
  else if (several[0] != 0 && row->lead_id != several[0] && row->lead_id != several[1])
    leave_to_decide (row, ESP_IMPORT_REASON_TWO_LEADS, row->lead_id, several[0]);
  return TRUE;
}

/* An address that is not a match key may still belong to somebody else; one person an address. */
static gboolean
check_email_free (const EspImportTarget *target,
                  gpointer self,
                  const EspImportSpec *spec,
                  EspImportRow *row,
                  GError **error)
{
  const char *email = get_key (spec, row, ESP_IMPORT_KEY_EMAIL);
  gint64 ids[ESP_IMPORT_MAX_FOUND];
  int n;

  if (email == NULL || is_match_key (spec, ESP_IMPORT_KEY_EMAIL))
    return TRUE;
  n = target->find (self, ESP_IMPORT_KEY_EMAIL, email, ids, error);
  if (n > 0 && ids[0] != row->lead_id)
    leave_to_decide (row, ESP_IMPORT_REASON_EMAIL_TAKEN, ids[0], row->lead_id);
  return n >= 0;
}

static gboolean
is_same_name (const char *a, const char *b)
{
  g_autofree char *left = NULL;
  g_autofree char *right = NULL;

  if (a == NULL || b == NULL)
    return FALSE;
  left = g_utf8_casefold (a, -1);
  right = g_utf8_casefold (b, -1);
  return g_str_equal (left, right);
}

/* The same name and phone as a lead that the chosen keys did not find. */
static gboolean
check_near_duplicate (const EspImportTarget *target,
                      gpointer self,
                      const EspImportSpec *spec,
                      EspImportRow *row,
                      GError **error)
{
  const char *phone = get_key (spec, row, ESP_IMPORT_KEY_PHONE);
  gint64 ids[ESP_IMPORT_MAX_FOUND];
  int n;

  if (phone == NULL || spec->name_slot < 0 || is_match_key (spec, ESP_IMPORT_KEY_PHONE) ||
      row->values[spec->name_slot].type != ESP_VALUE_TEXT)
    return TRUE;
  n = target->find (self, ESP_IMPORT_KEY_PHONE, phone, ids, error);
  for (int i = 0; i < n; i++)
    {
      EspImportLead lead = { 0 };
      gboolean is_same;

      if (!target->load (self, ids[i], &lead, error))
        return FALSE;
      is_same = is_same_name (lead.name, row->values[spec->name_slot].text);
      esp_import_lead_clear (&lead);
      if (is_same)
        {
          leave_to_decide (row, ESP_IMPORT_REASON_NEAR_DUPLICATE, ids[i], 0);
          return TRUE;
        }
    }
  return n >= 0;
}

/* Addresses are the same in any case of letters. */
static gboolean
is_same_value (const EspImportSpec *spec, guint slot, const EspValue *a, const EspValue *b)
{
  if ((int) slot == spec->key_slots[ESP_IMPORT_KEY_EMAIL] && a->type == ESP_VALUE_TEXT &&
      b->type == ESP_VALUE_TEXT)
    return g_ascii_strcasecmp (a->text, b->text) == 0;
  return esp_value_equal (a, b);
}

/**
 * esp_import_slot_changes:
 *
 * Returns: whether the policy of the slot lets the row's value replace the lead's
 */
gboolean
esp_import_slot_changes (const EspImportSpec *spec,
                         const EspImportRow *row,
                         const EspImportLead *lead,
                         guint slot)
{
  const EspValue *wanted = &row->values[slot];
  const EspValue *present = &lead->values[slot];

  if (wanted->type == ESP_VALUE_NULL || is_same_value (spec, slot, wanted, present))
    return FALSE;
  switch (spec->policies[slot])
    {
    case ESP_IMPORT_KEEP:
      return FALSE;
    case ESP_IMPORT_REPLACE:
      return TRUE;
    case ESP_IMPORT_FILL:
      return present->type == ESP_VALUE_NULL;
    case ESP_IMPORT_NEWEST:
      return present->type == ESP_VALUE_NULL || row->updated_at_us == 0 ||
             row->updated_at_us >= lead->updated_at_us;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
merge (const EspImportTarget *target,
       gpointer self,
       const EspImportSpec *spec,
       EspImportRow *row,
       GError **error)
{
  const char *email = get_key (spec, row, ESP_IMPORT_KEY_EMAIL);
  EspImportLead lead = { 0 };
  gboolean is_ok;

  if (!target->load (self, row->lead_id, &lead, error))
    return FALSE;
  if (email != NULL && lead.email != NULL && g_ascii_strcasecmp (email, lead.email) != 0)
    {
      leave_to_decide (row, ESP_IMPORT_REASON_OTHER_EMAIL, row->lead_id, 0);
      esp_import_lead_clear (&lead);
      return TRUE;
    }
  row->is_repeat = lead.is_ours || lead.is_changed_before;
  for (guint i = 0; i < spec->n_slots; i++)
    if (esp_import_slot_changes (spec, row, &lead, i))
      row->changed |= G_GUINT64_CONSTANT (1) << MIN (i, 63);
  row->outcome = row->changed != 0 ? ESP_IMPORT_OUTCOME_UPDATED : ESP_IMPORT_OUTCOME_UNCHANGED;
  is_ok = (row->changed == 0 || target->update (self, row, &lead, error)) &&
          target->annotate (self, row, &lead, error);
  esp_import_lead_clear (&lead);
  return is_ok;
}

static gboolean
add (const EspImportTarget *target,
     gpointer self,
     const EspImportSpec *spec,
     EspImportRow *row,
     GError **error)
{
  if (!check_near_duplicate (target, self, spec, row, error))
    return FALSE;
  if (row->outcome == ESP_IMPORT_OUTCOME_DECIDE)
    return TRUE;
  row->outcome = ESP_IMPORT_OUTCOME_NEW;
  return target->insert (self, row, error) && target->annotate (self, row, NULL, error);
}

/* The address of a row that a person gave to a lead: it fills an empty field, but it neither replaces
 * the lead's own nor takes another lead's. */
static gboolean
settle_email (const EspImportTarget *target,
              gpointer self,
              const EspImportSpec *spec,
              EspImportRow *row,
              GError **error)
{
  const char *email = get_key (spec, row, ESP_IMPORT_KEY_EMAIL);
  EspImportLead lead = { 0 };
  gint64 ids[ESP_IMPORT_MAX_FOUND];
  gboolean is_own;
  int n;

  if (email == NULL)
    return TRUE;
  n = target->find (self, ESP_IMPORT_KEY_EMAIL, email, ids, error);
  if (n < 0 || !target->load (self, row->lead_id, &lead, error))
    return FALSE;
  is_own = lead.email == NULL ? n == 0 : g_ascii_strcasecmp (lead.email, email) == 0;
  if (!is_own)
    row->values[spec->key_slots[ESP_IMPORT_KEY_EMAIL]].type = ESP_VALUE_NULL;
  esp_import_lead_clear (&lead);
  return TRUE;
}

static gboolean
follow (const EspImportTarget *target,
        gpointer self,
        const EspImportSpec *spec,
        const EspImportDecision *decision,
        EspImportRow *row,
        GError **error)
{
  const char *email = get_key (spec, row, ESP_IMPORT_KEY_EMAIL);
  gint64 ids[ESP_IMPORT_MAX_FOUND];
  int n = 0;

  if (!decision->is_new)
    {
      row->lead_id = decision->lead_id;
      return settle_email (target, self, spec, row, error) &&
             merge (target, self, spec, row, error);
    }
  if (email != NULL)
    n = target->find (self, ESP_IMPORT_KEY_EMAIL, email, ids, error);
  if (n < 0)
    return FALSE;
  if (n > 0)
    {
      /* Nobody can decide this: one person an address. */
      leave_to_decide (row, ESP_IMPORT_REASON_EMAIL_TAKEN, ids[0], 0);
      return TRUE;
    }
  return target->insert (self, row, error) && target->annotate (self, row, NULL, error);
}

/**
 * esp_import_match_row:
 * @row: normalised; on return it has its outcome
 *
 * Two records with different addresses are never merged; when keys disagree, a person decides.
 *
 * Returns: %FALSE with @error set when the target failed; a row that cannot be taken is no failure
 */
gboolean
esp_import_match_row (const EspImportTarget *target,
                      gpointer self,
                      const EspImportSpec *spec,
                      EspImportRow *row,
                      GError **error)
{
  const EspImportDecision *decision = NULL;

  if (row->outcome == ESP_IMPORT_OUTCOME_ERROR)
    return TRUE;
  row->outcome = ESP_IMPORT_OUTCOME_NEW;
  if (spec->decisions != NULL)
    decision = g_hash_table_lookup (spec->decisions, &row->number);
  if (decision != NULL)
    return follow (target, self, spec, decision, row, error);
  if (!find_lead (target, self, spec, row, error))
    return FALSE;
  if (row->outcome == ESP_IMPORT_OUTCOME_DECIDE)
    return TRUE;
  if (!check_email_free (target, self, spec, row, error))
    return FALSE;
  if (row->outcome == ESP_IMPORT_OUTCOME_DECIDE)
    return TRUE;
  if (row->lead_id != 0)
    return merge (target, self, spec, row, error);
  return add (target, self, spec, row, error);
}
