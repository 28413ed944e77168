/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a person can say yes or no to. */
typedef struct
{
  char *channel;      /* "email" */
  char *purpose;      /* "marketing" */
  char *title;        /* as the person reads it */
  char *detail;       /* (nullable) */
  char **frequencies; /* (nullable): how often at most, as words; the first one is as it is now */
} EspPreferenceChoice;

/* The page on which people choose what they get, and end all of it: a document, and its HTML. */
typedef struct
{
  char *language;
  char *title;
  char *intro;        /* (nullable) */
  char *save;         /* the button that keeps the choices */
  char *refuse_all;   /* the button that ends everything at once */
  char *done;         /* what is said after that */
  GPtrArray *choices; /* (owned) (element-type EspPreferenceChoice) */
} EspPreferencePage;

/* Who looks at it. Everything is borrowed. */
typedef struct
{
  const char *company;
  const char *address; /* (nullable) postal */
  const char *phone;   /* (nullable) */
  const char *email;   /* (nullable) */
  const char *action;  /* (nullable): where the answer goes; without it it is a preview */
  const char *token;   /* (nullable): says whose answer it is */
  /* (nullable): whether the person agreed to a channel and purpose */
  gboolean (*is_granted) (const char *channel, const char *purpose, gpointer user_data);
  gpointer user_data;
} EspPreferenceReader;

EspPreferencePage *esp_preference_page_new (const char *language);
EspPreferencePage *esp_preference_page_parse (const char *json, gssize length, GError **error);
void esp_preference_page_free (EspPreferencePage *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPreferencePage, esp_preference_page_free)
char *esp_preference_page_to_json (const EspPreferencePage *self);
char *esp_preference_page_to_html (const EspPreferencePage *self,
                                   const EspPreferenceReader *reader);

G_END_DECLS
