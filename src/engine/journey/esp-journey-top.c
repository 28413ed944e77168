/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes what stands above the steps of a journey (settings, entries, groups), and switches steps off. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/journey/esp-journey-edits.h"

#include "engine/journey/esp-journey-clip.h"
#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-private.h"

#include <string.h>

static gpointer fail (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gpointer
fail (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_SYNTAX, format, args);
  va_end (args);
  return NULL;
}

static const char *
get_text (JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

/* Returns: (transfer full): the same steps in what @shell says. */
static EspJourney *
change_shell (const EspJourney *self, JsonNode *shell, GError **error)
{
  g_autofree char *text = json_to_string (shell, FALSE);
  EspJourney *new = esp_journey_parse_json (text, -1, error);

  if (new == NULL)
    return NULL;
  for (guint i = 0; i < new->entries->len; i++)
    {
      const char *id = g_array_index (new->entries, EspJourneyEntry, i).id;

      if (esp_journey_find_step (self, id) == ESP_JOURNEY_NOWHERE)
        continue;
      (void) fail (error, "“%.64s” is the id of a step already", id);
      esp_journey_unref (new);
      return NULL;
    }
  esp_journey_append_range (new, self, (EspJourneyRange){ 0, self->steps->len });
  return esp_journey_relink (new, error);
}

/**
 * esp_journey_edit_settings:
 * @json: "name", "note", "reentry", "limits", "hours", "zone" as a journey has them; those that are not there
 *   stay, and null takes one away
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_settings (const EspJourney *self, const char *json, GError **error)
{
  static const char *const known[] = { "name", "note", "reentry", "limits", "hours", "zone", NULL };
  g_autoptr (JsonNode) shell = esp_journey_shell_to_node (self);
  g_autoptr (JsonNode) node = esp_journey_load_node (json, error);
  JsonObject *object = json_node_get_object (shell);
  g_autoptr (GList) members = NULL;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "The settings must be an object in braces");
  members = json_object_get_members (json_node_get_object (node));
  for (GList *l = members; l != NULL; l = l->next)
    {
      JsonNode *value = json_object_get_member (json_node_get_object (node), l->data);

      if (!g_strv_contains (known, l->data))
        return fail (error, "“%.64s” is no setting of a journey", (const char *) l->data);
      if (!JSON_NODE_HOLDS_NULL (value))
        json_object_set_member (object, l->data, json_node_copy (value));
      else if (json_object_has_member (object, l->data))
        json_object_remove_member (object, l->data);
    }
  return change_shell (self, shell, error);
}

static guint
find_entry (const EspJourney *self, const char *id)
{
  guint i = 0;

  while (i < self->entries->len &&
         g_strcmp0 (g_array_index (self->entries, EspJourneyEntry, i).id, id) != 0)
    i++;
  return i;
}

/**
 * esp_journey_edit_entry:
 * @id: (nullable): %NULL: a new one, behind the others
 * @json: (nullable): %NULL: the entry is taken out
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_entry (const EspJourney *self, const char *id, const char *json, GError **error)
{
  g_autoptr (JsonNode) shell = esp_journey_shell_to_node (self);
  g_autoptr (JsonNode) node = json != NULL ? esp_journey_load_node (json, error) : NULL;
  g_autoptr (JsonArray) entries = json_array_new ();
  guint position = id != NULL ? find_entry (self, id) : self->entries->len;
  JsonArray *old = json_object_get_array_member (json_node_get_object (shell), "entries");

  if (json != NULL && node == NULL)
    return NULL;
  if (id != NULL && position == self->entries->len)
    return fail (error, "The journey has no entry “%.64s”", id);
  if (node != NULL && !JSON_NODE_HOLDS_OBJECT (node))
    return fail (error, "An entry must be an object in braces");
  if (node != NULL && id != NULL)
    json_object_set_string_member (json_node_get_object (node), "id", id);
  else if (node != NULL && get_text (json_node_get_object (node), "id") == NULL)
    {
      g_autoptr (GHashTable) ids = esp_journey_ids (self);
      g_autofree char *made = esp_journey_free_id (ids, &self->spent, "entry");

      json_object_set_string_member (json_node_get_object (node), "id", made);
    }
  for (guint i = 0; i < json_array_get_length (old); i++)
    if (i != position)
      json_array_add_element (entries, json_node_copy (json_array_get_element (old, i)));
    else if (node != NULL)
      json_array_add_element (entries, json_node_copy (node));
  if (id == NULL && node != NULL)
    json_array_add_element (entries, json_node_copy (node));
  json_object_set_array_member (json_node_get_object (shell), "entries",
                                g_steal_pointer (&entries));
  return change_shell (self, shell, error);
}

/**
 * esp_journey_entry_to_json:
 * @entry: below the number of entries
 *
 * Returns: (transfer full)
 */
char *
esp_journey_entry_to_json (const EspJourney *self, guint entry)
{
  g_autoptr (JsonNode) shell = esp_journey_shell_to_node (self);
  JsonArray *entries = json_object_get_array_member (json_node_get_object (shell), "entries");

  return esp_journey_node_to_text (json_array_get_element (entries, entry));
}

/**
 * esp_journey_settings_to_json:
 *
 * Returns: (transfer full): what esp_journey_edit_settings() takes
 */
char *
esp_journey_settings_to_json (const EspJourney *self)
{
  static const char *const others[] = { "version", "entries", "groups" };
  g_autoptr (JsonNode) shell = esp_journey_shell_to_node (self);
  JsonObject *object = json_node_get_object (shell);

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (json_object_has_member (object, others[i]))
      json_object_remove_member (object, others[i]);
  return esp_journey_node_to_text (shell);
}

/* Groups */

static gboolean
check_title (const char *title, GError **error)
{
  for (const char *c = title; c != NULL && *c != '\0'; c++)
    if ((guchar) *c < ' ' || *c == '\x7f')
      return fail (error, "The name of the group must be a single line") != NULL;
  if (title != NULL && !g_utf8_validate (title, -1, NULL))
    return fail (error, "The name of the group is not UTF-8") != NULL;
  if (title != NULL && g_utf8_strlen (title, -1) > ESP_JOURNEY_MAX_LINE)
    return fail (error, "The name of the group is longer than %d letters", ESP_JOURNEY_MAX_LINE) !=
           NULL;
  return TRUE;
}

static gboolean
are_in_line (const EspJourneyStep *a, const EspJourneyStep *b)
{
  return a->parent == b->parent && a->parent_branch == b->parent_branch;
}

/* Raises both to the list that they are in together. */
static void
meet (const EspJourney *self, guint32 *a, guint32 *b)
{
  while (!are_in_line (esp_journey_get_step (self, *a), esp_journey_get_step (self, *b)))
    {
      guint level_a = esp_journey_get_step (self, *a)->level;
      guint level_b = esp_journey_get_step (self, *b)->level;

      if (level_a >= level_b)
        *a = esp_journey_get_step (self, *a)->parent;
      if (level_b >= level_a)
        *b = esp_journey_get_step (self, *b)->parent;
    }
}

static EspJourney *
copy_whole (const EspJourney *self)
{
  EspJourney *new = esp_journey_shell_new (self);

  esp_journey_append_range (new, self, (EspJourneyRange){ 0, self->steps->len });
  return new;
}

/**
 * esp_journey_edit_set_off:
 * @ids: (array zero-terminated=1): what is in their branches is not reached then
 *
 * Switches steps off without taking them away, or on again. Ends of ways are always on.
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_set_off (const EspJourney *self,
                          const char *const *ids,
                          gboolean is_off,
                          GError **error)
{
  EspJourney *new = copy_whole (self);
  guint n = 0;

  for (guint i = 0; ids[i] != NULL; i++)
    {
      guint32 index = esp_journey_find_step (self, ids[i]);

      if (index == ESP_JOURNEY_NOWHERE)
        {
          esp_journey_unref (new);
          return fail (error, "The journey has no step “%.64s”", ids[i]);
        }
      if (is_off && esp_journey_step_ends_way (esp_journey_get_step (self, index)))
        continue;
      g_array_index (new->steps, EspJourneyStep, index).is_off = is_off;
      n++;
    }
  if (n > 0)
    return esp_journey_relink (new, error);
  esp_journey_unref (new);
  return fail (error, "An exit or a join cannot be switched off; delete it instead");
}

/**
 * esp_journey_edit_group:
 * @ids: (array zero-terminated=1)
 * @title: (nullable)
 * @out_group: (out) (optional) (transfer full): id of the group
 *
 * Makes one group of the steps and of all that stand between them in the list that they share; what is in
 * branches of a step of the group is in the group too. So a group has one way in and one way out.
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_group (const EspJourney *self,
                        const char *const *ids,
                        const char *title,
                        char **out_group,
                        GError **error)
{
  g_autoptr (GArray) steps = esp_journey_outermost (self, ids, error);
  g_autofree char *group = NULL;
  EspJourney *new;
  guint32 first, last;

  if (steps == NULL || !check_title (title, error))
    return NULL;
  if (self->groups->len >= ESP_JOURNEY_MAX_GROUPS)
    return fail (error, "The journey has %d groups already", ESP_JOURNEY_MAX_GROUPS);
  first = g_array_index (steps, guint32, 0);
  last = g_array_index (steps, guint32, steps->len - 1);
  for (guint i = 0; i < steps->len; i++)
    {
      guint32 step = g_array_index (steps, guint32, i);

      meet (self, &first, &step);
      meet (self, &first, &last);
    }
  group = esp_journey_free_group_id (self);
  new = copy_whole (self);
  esp_journey_add_group (new, group, title);
  for (guint32 i = first; i != ESP_JOURNEY_NOWHERE; i = esp_journey_get_step (self, i)->sibling)
    {
      esp_journey_set_group (new, i, group);
      if (i == last)
        break;
    }
  esp_journey_drop_bare_groups (new, self);
  if (out_group != NULL)
    *out_group = g_steal_pointer (&group);
  return esp_journey_relink (new, error);
}

/**
 * esp_journey_edit_ungroup:
 * @group: id
 *
 * The steps stay, the group goes.
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_ungroup (const EspJourney *self, const char *group, GError **error)
{
  EspJourney *new = copy_whole (self);
  guint n = 0;

  for (guint32 i = 0; i < new->steps->len; i++)
    if (g_strcmp0 (esp_journey_get_step (new, i)->group, group) == 0)
      {
        esp_journey_set_group (new, i, NULL);
        n++;
      }
  for (guint i = new->groups->len; i > 0; i--)
    if (g_strcmp0 (g_array_index (new->groups, EspJourneyGroup, i - 1).id, group) == 0)
      {
        esp_journey_drop_group (new, i - 1);
        n++;
      }
  if (n > 0)
    return esp_journey_relink (new, error);
  esp_journey_unref (new);
  return fail (error, "The journey has no group “%.64s”", group);
}

/**
 * esp_journey_edit_rename_group:
 * @group: id
 * @title: (nullable)
 *
 * Returns: (transfer full): %NULL with an #EspJourneyError
 */
EspJourney *
esp_journey_edit_rename_group (const EspJourney *self,
                               const char *group,
                               const char *title,
                               GError **error)
{
  EspJourney *new;

  if (!check_title (title, error))
    return NULL;
  for (guint i = 0; i < self->groups->len; i++)
    if (g_strcmp0 (g_array_index (self->groups, EspJourneyGroup, i).id, group) == 0)
      {
        new = copy_whole (self);
        esp_journey_name_group (new, i, title);
        return esp_journey_relink (new, error);
      }
  return fail (error, "The journey has no group “%.64s”", group);
}
