/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What imports of orders, ad spend and events say, in the user's language. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-fact-words.h"

#include "views/shell/esp-slot-words.h"

#include <glib/gi18n.h>

/* Sentences of the import with places for what stood in the file; longer ones before what they begin with. */
static const char *const sentences[] = {
  N_ ("“{1}” is not an amount; write it like 12,300"),
  N_ (
    "“{1}” can be read in two ways, for the column writes commas both between thousands and before "
    "parts; write the part behind a point"),
  N_ (
    "“{1}” is in {2}, but the workspace counts in {3}; give a rate of exchange in the settings of "
    "the workspace"),
  N_ ("The rates of {1} in the settings of the workspace begin on {2}; there is none for {3}"),
  N_ ("“{1}” is not a currency; write three letters such as KRW"),
  N_ ("The cost is in {1}, but the value of the conversions in {2}"),
  N_ ("The row is in {1}, but row {2} of the same ad and day in {3}"),
  N_ ("{1} of {2} days of ads were converted into {3}, by the rates in the settings of the "
      "workspace"),
  N_ ("{1} of {2} orders were converted into {3}, by the rates in the settings of the workspace"),
  N_ ("The row has amounts both in {1} and in {2}"),
  N_ ("The order “{1}” is in {2} here, but in row {3} in {4}"),
  N_ ("The refund is in {1}, but its order in {2}"),
  N_ ("The amount “{1}” is too large"),
  N_ ("“{1}” is not a day that we can read; write it like 2025-03-18"),
  N_ ("The day “{1}” is in the future"),
  N_ ("“{1}” is not an email address"),
  N_ ("“{1}” is not a phone number"),
  N_ ("The row does not say who bought"),
  N_ ("“{1}” is not a quantity"),
  N_ ("“{1}” is not a number of {2}"),
  N_ ("The number of {1}, {2}, cannot be"),
  N_ ("The row is about several days, {1} to {2}; export the report broken down by day"),
  N_ ("The amount is negative, and its order is not in the file; write a refund into a column "
      "“refund_amount” (“환불금액”) of its order"),
  N_ ("Two columns are called “{1}”; the first of them is taken"),
  N_ ("{1} rows name a day without its year; they were read as days from {2} to {3}"),
  N_ ("“{1}” was read as {2}; look whether that is what is meant"),
  N_ ("The row does not say of which day it is"),
  N_ ("The price of the item is negative"),
  N_ ("More was refunded than the order amounts to"),
  N_ ("The row has no number of an order"),
  N_ ("The number of the order is too long"),
  N_ ("The row does not say when it was ordered"),
  N_ ("The row does not say what it cost"),
  N_ ("The cost is negative"),
  N_ ("The value of the conversions is negative"),
  N_ ("The order “{1}” stands in row {2} already"),
  N_ ("The order “{1}” has another amount here than in row {2}; each row of an order has the "
      "amount of the whole"),
  N_ ("The order “{1}” has another buyer here than in row {2}"),
  N_ ("The row does not say how much the order was"),
  N_ ("The row repeats row {1}"),
  N_ ("There are more clicks, {1}, than impressions, {2}"),
  N_ ("{1} rows were added to others of the same ad and day, divided by: {2}"),
  N_ (
    "The same ad and day stands in row {1} with other numbers; add a column that tells them apart"),
  N_ ("The file says {1} in all, but its rows add up to {2}; rows that could not be read are "
      "missing there"),
  N_ ("The file says {1} in all, but its rows add up to {2}"),
  N_ ("{1} has no row for {2}"),
  N_ ("{1} has no rows from {2} to {3}"),
  N_ ("There is no lead “{1}”; import the lead first"),
  N_ ("The order “{1}” is there with another buyer or amount; it is left as it is"),
  N_ ("There is no campaign with the id or name “{1}”"),
  N_ ("“{1}” cannot name a kind of event: use letters, digits, “_”, “-” and “.”"),
  N_ ("The file does not say when: name a column “date” (“일자”) in the row of names"),
  N_ ("The file does not say what it cost: name a column “cost” (“비용”) in the row of names"),
  N_ (
    "The file does not say which order: name a column “order_id” (“주문번호”) in the row of names"),
  N_ ("The file does not say how much: name a column “amount” (“결제금액”) in the row of names"),
  N_ ("The file does not say who bought: name a column “email”, “phone” or “external_id” in the "
      "row of names"),
  N_ ("The file does not say {1} in the row of names"),
  N_ ("The file does not say what happened: name a column “kind” in its first row, or give one "
      "kind for the whole file"),
  N_ ("The file does not say who did it: name a column “email”, “external_id” or “phone” in its "
      "first row"),
  N_ ("“{1}” has no year; say of which year the file is"),
  N_ ("“{1}” is not a time that we can read; write it like 2025-03-18 10:00 or "
      "2025-03-18T10:00:00+09:00"),
  N_ ("The file is one JSON list; write one event in each line, without commas between them (JSON "
      "Lines)"),
  N_ ("The line does not say who did it: give “email”, “external_id” or “phone”"),
  N_ ("“{1}” gives no column a meaning; write NAME=ROLE, such as “합계=amount”"),
  N_ ("The file does not say when: name a column “time” in its first row"),
  N_ ("The line is not a JSON object such as {\"email\":\"…\",\"kind\":\"open\"}"),
  N_ ("The properties are not a JSON object such as {\"url\":\"…\"}"),
  N_ ("The line does not say what happened: give “kind”"),
  N_ ("The id of the event is longer than 200 bytes"),
  N_ ("The file has more than {1} rows; split it"),
  N_ ("The file is larger than {1} MB; split it"),
  N_ ("The line does not say when: give “time”"),
  N_ ("The properties are larger than 16 kB"),
  N_ ("The row does not say what happened"),
  N_ ("The time “{1}” is in the future"),
  N_ ("The row does not say who did it"),
  N_ ("The line is not text in UTF-8"),
  N_ ("The line is nested too deeply"),
  N_ ("The properties are too large"),
  N_ ("The line is longer than 1 MB"),
  N_ ("The row does not say when"),
  N_ ("The file has no rows"),
  N_ ("The file is empty"),
};

/**
 * esp_fact_kind_words:
 */
const char *
esp_fact_kind_words (EspFactJobKind kind)
{
  static const char *const words[] = {
    [ESP_FACT_JOB_ORDERS] = N_ ("Orders"),
    [ESP_FACT_JOB_SPEND] = N_ ("Ad spend"),
    [ESP_FACT_JOB_EVENTS] = N_ ("Events"),
  };

  return _ (words[kind]);
}

/**
 * esp_fact_role_words:
 */
const char *
esp_fact_role_words (EspFactRole role)
{
  static const char *const words[ESP_N_FACT_ROLES] = {
    [ESP_FACT_NONE] = NC_ ("column", "Not imported"),
    [ESP_FACT_DATE] = NC_ ("column", "Day"),
    [ESP_FACT_END] = NC_ ("column", "Last day of a span"),
    [ESP_FACT_AMOUNT] = NC_ ("column", "Amount"),
    [ESP_FACT_CURRENCY] = NC_ ("column", "Currency"),
    [ESP_FACT_CAMPAIGN] = NC_ ("column", "Campaign"),
    [ESP_FACT_ORDER_ID] = NC_ ("column", "Number of the order"),
    [ESP_FACT_EMAIL] = NC_ ("column", "Email"),
    [ESP_FACT_PHONE] = NC_ ("column", "Phone"),
    [ESP_FACT_EXTERNAL_ID] = NC_ ("column", "Customer number"),
    [ESP_FACT_STATUS] = NC_ ("column", "State of the order"),
    [ESP_FACT_REFUNDED] = NC_ ("column", "Refunded amount"),
    [ESP_FACT_REFUND_DATE] = NC_ ("column", "Day of the refund"),
    [ESP_FACT_ITEM_NAME] = NC_ ("column", "Item"),
    [ESP_FACT_ITEM_SKU] = NC_ ("column", "Item code"),
    [ESP_FACT_ITEM_QUANTITY] = NC_ ("column", "Quantity"),
    [ESP_FACT_ITEM_PRICE] = NC_ ("column", "Price of an item"),
    [ESP_FACT_ITEMS] = NC_ ("column", "List of items"),
    [ESP_FACT_PLATFORM] = NC_ ("column", "Platform"),
    [ESP_FACT_ACCOUNT] = NC_ ("column", "Account"),
    [ESP_FACT_AD_GROUP] = NC_ ("column", "Ad group"),
    [ESP_FACT_CREATIVE] = NC_ ("column", "Creative"),
    [ESP_FACT_IMPRESSIONS] = NC_ ("column", "Impressions"),
    [ESP_FACT_CLICKS] = NC_ ("column", "Clicks"),
    [ESP_FACT_CONVERSIONS] = NC_ ("column", "Conversions"),
    [ESP_FACT_VALUE] = NC_ ("column", "Value of the conversions"),
    [ESP_FACT_SPLIT] = NC_ ("column", "Divides a day (device, hour, …)"),
  };

  return g_dpgettext2 (NULL, "column", words[role]);
}

/**
 * esp_event_role_words:
 */
const char *
esp_event_role_words (EspEventRole role)
{
  static const char *const words[ESP_N_EVENT_ROLES] = {
    [ESP_EVENT_ROLE_PROPERTY] = NC_ ("column", "Property of the event"),
    [ESP_EVENT_ROLE_EMAIL] = NC_ ("column", "Email"),
    [ESP_EVENT_ROLE_EXTERNAL_ID] = NC_ ("column", "Customer number"),
    [ESP_EVENT_ROLE_PHONE] = NC_ ("column", "Phone"),
    [ESP_EVENT_ROLE_KIND] = NC_ ("column", "What happened"),
    [ESP_EVENT_ROLE_AT] = NC_ ("column", "When"),
    [ESP_EVENT_ROLE_CAMPAIGN] = NC_ ("column", "Campaign"),
    [ESP_EVENT_ROLE_PROPS] = NC_ ("column", "Properties (JSON)"),
    [ESP_EVENT_ROLE_DEDUPE] = NC_ ("column", "Number of the event"),
    [ESP_EVENT_ROLE_NONE] = NC_ ("column", "Not imported"),
  };

  return g_dpgettext2 (NULL, "column", words[role]);
}

/* What stood in the file; the word of a column as the user knows it. */
static const char *
slot_words (const char *text)
{
  for (guint role = 1; role < ESP_N_FACT_ROLES; role++)
    if (g_str_equal (esp_fact_role_get_name ((EspFactRole) role), text))
      return esp_fact_role_words ((EspFactRole) role);
  return text;
}

/**
 * esp_fact_reason_words:
 *
 * Returns: (transfer full): what the import says, in the user's language as far as it is known
 */
char *
esp_fact_reason_words (const char *reason)
{
  char *text = esp_slot_words_translate (sentences, G_N_ELEMENTS (sentences), reason, slot_words);

  return text != NULL ? text : g_strdup (reason);
}
